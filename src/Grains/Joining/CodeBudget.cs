using System.Collections.Immutable;

namespace ConnectNow.Grains.Joining;

/// <summary>How many codes one address gets: 3 in 15 minutes, 10 in a day. Pure: the times of the codes sent are the state.</summary>
public static class CodeBudget
{
    private static readonly (int Codes, TimeSpan Within)[] Limits = [(3, TimeSpan.FromMinutes(15)), (10, TimeSpan.FromDays(1))];

    /// <summary>Takes one code: the new times, or how long to wait.</summary>
    public static Answer<ImmutableArray<DateTimeOffset>> Take(ImmutableArray<DateTimeOffset> sent, DateTimeOffset now)
    {
        var recent = sent.IsDefault ? [] : sent.Where(at => at > now - Limits[^1].Within).Order().ToImmutableArray();
        var wait = Limits
            .Select(limit => recent.Where(at => at > now - limit.Within).ToList() is { } within && within.Count >= limit.Codes
                ? within[^limit.Codes] + limit.Within - now
                : TimeSpan.Zero)
            .Max();
        return wait > TimeSpan.Zero ? new Refusal(Reason.TooManyCodes) { RetryAfter = wait } : recent.Add(now);
    }
}
