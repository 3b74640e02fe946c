namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Answers in even steps: a call about a person who is known writes to storage and one about a person who is not does not, and the time
/// that takes would tell them apart. Each answer comes at the next full step, and a little later by chance.
/// </summary>
internal sealed class EvenPace(TimeProvider time)
{
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Chance = TimeSpan.FromMilliseconds(25);

    /// <summary>Does it, and gives the answer, or the fault, when its time has come.</summary>
    public async Task<T> AnswerAsync<T>(Func<Task<T>> work)
    {
        var began = time.GetTimestamp();
        try
        {
            return await work();
        }
        finally
        {
            await Task.Delay(LeftOf(time.GetElapsedTime(began)) + (Random.Shared.NextDouble() * Chance), time);
        }
    }

    /// <summary>How long until the next full step.</summary>
    public static TimeSpan LeftOf(TimeSpan taken) => TimeSpan.FromTicks(Step.Ticks - (taken.Ticks % Step.Ticks));
}
