using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IPasswordGuessWatchGrain"/>
[GrainType("doorwatch")]
internal sealed class PasswordGuessWatchGrain(TimeProvider time) : Grain, IPasswordGuessWatchGrain
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly PasswordGuessWatch _watch = new();

    public Task<bool> IsStrange(string network) => Task.FromResult(_watch.IsStrange(network, time.GetUtcNow()));

    public Task Note(string network, bool right)
    {
        _watch.Note(network, right, time.GetUtcNow());
        // The networks people came from must be known when an attack begins; failures are forgotten sooner.
        DelayDeactivation(right ? Memory : GuessLimiter.LongestWait * 2);
        return Task.CompletedTask;
    }
}
