namespace ConnectNow.Grains.Joining;

/// <summary>
/// Slows guessing: some failures are free, then each makes the next wait, 30 seconds first and twice as long each time, up to 15 minutes.
/// 15 minutes without a failure forget. Pure: each step returns the next state.
/// </summary>
public sealed record Throttle
{
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    public static Throttle Fresh { get; } = new();

    public int Failures { get; init; }

    public DateTimeOffset LastFailure { get; init; }

    /// <summary>Takes a try: how long to wait instead, or null and the state in which it counts as failed.</summary>
    public (TimeSpan? Wait, Throttle Next) Take(int freeTries, DateTimeOffset now)
    {
        var current = now - LastFailure >= LongestWait ? Fresh : this;
        var until = current.LastFailure + WaitAfter(current.Failures - freeTries);
        return until > now
            ? (until - now, current)
            : (null, new Throttle { Failures = current.Failures + 1, LastFailure = now });
    }

    /// <summary>The try just taken was right after all.</summary>
    public Throttle GiveBack() => this with { Failures = Math.Max(0, Failures - 1) };

    /// <summary>Tries left before the next wait.</summary>
    public int TriesLeft(int freeTries) => Math.Max(0, freeTries - Failures);

    private static TimeSpan WaitAfter(int excess)
    {
        if (excess < 0) return TimeSpan.Zero;
        var wait = FirstWait * Math.Pow(2, Math.Min(excess, 20));
        return wait < LongestWait ? wait : LongestWait;
    }
}
