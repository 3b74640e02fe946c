namespace ConnectNow.Grains.Joining;

/// <summary>
/// Slows guessing: some failures are free, then each makes the next wait, 30 seconds first and twice as long each time, up to 15 minutes.
/// 15 minutes without a failure forget. Pure: each step returns the next state.
/// </summary>
public sealed record GuessLimiter
{
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    public static GuessLimiter Fresh { get; } = new();

    public int Failures { get; init; }

    public DateTimeOffset LastFailure { get; init; }

    /// <summary>Takes a try: how long to wait instead, or null and the state in which it counts as failed.</summary>
    public (TimeSpan? Wait, GuessLimiter Next) Take(int freeTries, DateTimeOffset now)
    {
        var current = now - LastFailure >= LongestWait ? Fresh : this;
        var until = current.LastFailure + WaitAfter(current.Failures - freeTries);
        return until > now
            ? (until - now, current)
            : (null, new GuessLimiter { Failures = current.Failures + 1, LastFailure = now });
    }

    /// <summary>How long the next try has to wait, or null.</summary>
    public TimeSpan? Wait(int freeTries, DateTimeOffset now) => Take(freeTries, now).Wait;

    /// <summary>The failures that still count.</summary>
    public int FailuresAt(DateTimeOffset now) => now - LastFailure >= LongestWait ? 0 : Failures;

    /// <summary>A try has failed, whether or not it should have waited.</summary>
    public GuessLimiter Fail(DateTimeOffset now) => new() { Failures = FailuresAt(now) + 1, LastFailure = now };

    /// <summary>The try just taken was right after all.</summary>
    public GuessLimiter GiveBack() => this with { Failures = Math.Max(0, Failures - 1) };

    /// <summary>Tries left before the next wait.</summary>
    public int TriesLeft(int freeTries) => Math.Max(0, freeTries - Failures);

    private static TimeSpan WaitAfter(int excess)
    {
        if (excess < 0) return TimeSpan.Zero;
        var wait = FirstWait * Math.Pow(2, Math.Min(excess, 20));
        return wait < LongestWait ? wait : LongestWait;
    }
}
