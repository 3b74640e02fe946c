using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IThrottleGrain"/>
internal sealed class ThrottleGrain(TimeProvider time) : Grain, IThrottleGrain
{
    private Throttle _throttle = Throttle.Fresh;

    public Task<ThrottleAnswer> Take(int freeTries)
    {
        (var wait, _throttle) = _throttle.Take(freeTries, time.GetUtcNow());
        // Memory must last as long as a failure counts.
        DelayDeactivation(Throttle.LongestWait * 2);
        return Task.FromResult(new ThrottleAnswer(wait, _throttle.TriesLeft(freeTries)));
    }

    public Task GiveBack()
    {
        _throttle = _throttle.GiveBack();
        return Task.CompletedTask;
    }

    public Task Forget()
    {
        _throttle = Throttle.Fresh;
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
