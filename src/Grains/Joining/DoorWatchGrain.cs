using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IDoorWatchGrain"/>
internal sealed class DoorWatchGrain(TimeProvider time) : Grain, IDoorWatchGrain
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly DoorWatch _watch = new();

    public Task<bool> IsStrange(string network) => Task.FromResult(_watch.IsStrange(network, time.GetUtcNow()));

    public Task Note(string network, bool right)
    {
        _watch.Note(network, right, time.GetUtcNow());
        // Who has come in shall be known when a siege begins; failures are forgotten sooner.
        DelayDeactivation(right ? Memory : GuessLimiter.LongestWait * 2);
        return Task.CompletedTask;
    }
}
