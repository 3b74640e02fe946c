using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IThrottleGrain"/>
internal sealed class ThrottleGrain(TimeProvider time) : Grain, IThrottleGrain
{
    private GuessLimiter _throttle = GuessLimiter.Fresh;

    public Task<ThrottleAnswer> Take(int freeTries)
    {
        (var wait, _throttle) = _throttle.Take(freeTries, time.GetUtcNow());
        // Memory must last as long as a failure counts.
        DelayDeactivation(GuessLimiter.LongestWait * 2);
        return Task.FromResult(new ThrottleAnswer(wait, _throttle.TriesLeft(freeTries)));
    }

    public Task GiveBack()
    {
        _throttle = _throttle.GiveBack();
        return Task.CompletedTask;
    }

    public Task Forget()
    {
        // The activation stays: others may be waiting for their turn, and would be turned away with it.
        _throttle = GuessLimiter.Fresh;
        return Task.CompletedTask;
    }
}
