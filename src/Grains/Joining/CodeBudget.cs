using System.Collections.Immutable;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>
/// How many codes may be had: for one address from one network, and from everywhere. Pure: the times of the codes sent are the state.
/// </summary>
public static class CodeBudget
{
    /// <summary>For one address from one network.</summary>
    public static ImmutableArray<QuotaLimit> Here { get; } = [Limit(3, TimeSpan.FromMinutes(15)), Limit(10, TimeSpan.FromDays(1))];

    /// <summary>
    /// For one address from everywhere: so many that it takes many networks to use them up, so few that nobody's mailbox is filled.
    /// </summary>
    public static ImmutableArray<QuotaLimit> Everywhere { get; } = [Limit(30, TimeSpan.FromMinutes(15)), Limit(100, TimeSpan.FromDays(1))];

    /// <summary>Takes one code: the new times, or how long to wait.</summary>
    public static Answer<ImmutableArray<DateTimeOffset>> Take(
        ImmutableArray<DateTimeOffset> sent, DateTimeOffset now, ImmutableArray<QuotaLimit> limits)
    {
        var longest = limits.Max(limit => limit.Within);
        var recent = sent.IsDefault ? [] : sent.Where(at => at > now - longest).Order().ToImmutableArray();
        var wait = limits
            .Select(limit => recent.Where(at => at > now - limit.Within).ToList() is { } within && within.Count >= limit.Most
                ? within[^limit.Most] + limit.Within - now
                : TimeSpan.Zero)
            .Max();
        return wait > TimeSpan.Zero ? new Refusal(Reason.TooManyCodes) { RetryAfter = wait } : recent.Add(now);
    }

    private static QuotaLimit Limit(int most, TimeSpan within) => new() { Most = most, Within = within };
}
