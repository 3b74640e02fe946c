namespace ConnectNow.Resilience.Clients;

/// <summary>How long browsers wait between two attempts: the same numbers as in the client's <c>backoff.ts</c>.</summary>
internal static class Backoff
{
    private const double Shortest = 200;
    private const double Longest = 8_000;

    public static TimeSpan Before(int attempt, Random random)
    {
        var ceiling = Math.Min(Longest, Shortest * Math.Pow(2, Math.Min(attempt, 16)));
        return TimeSpan.FromMilliseconds(Math.Max(Shortest / 2, ceiling * random.NextDouble()));
    }
}
