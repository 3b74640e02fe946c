using ConnectNow.Joining;
using Orleans.Concurrency;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IGuessesGrain"/>
[Reentrant]
internal sealed class GuessesGrain(TimeProvider time) : Grain, IGuessesGrain
{
    private const int MostWaiting = 256;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly GuessBook _book = new();
    private TaskCompletionSource _ended = New();
    private int _waiting;

    public async Task<GuessTurn> Begin(GuessLimits limits)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            if (_book.Begin(limits, time.GetUtcNow()) is { } turn)
            {
                // Memory must last as long as a failure counts.
                DelayDeactivation(GuessLimiter.LongestWait * 2);
                return turn;
            }

            var left = Timeout - time.GetElapsedTime(since);
            if (left <= TimeSpan.Zero || _waiting >= MostWaiting) return new GuessTurn { Wait = TimeSpan.FromSeconds(5) };
            _waiting++;
            await Task.WhenAny(_ended.Task, Task.Delay(left));
            _waiting--;
        }
    }

    public Task<int> End(long turn, bool right, GuessLimits limits)
    {
        var left = _book.End(turn, right, limits, time.GetUtcNow());
        var ended = _ended;
        _ended = New();
        ended.SetResult();
        return Task.FromResult(left);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
