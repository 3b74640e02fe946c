using System.Collections.Immutable;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <inheritdoc cref="IQuotaGrain"/>
internal sealed class QuotaGrain(TimeProvider time) : Grain, IQuotaGrain
{
    private ImmutableArray<DateTimeOffset> _taken = [];

    public Task<TimeSpan?> Take(ImmutableArray<QuotaLimit> limits)
    {
        var taken = CodeBudget.Take(_taken, time.GetUtcNow(), limits);
        if (taken.Refusal is { } refusal) return Task.FromResult(refusal.RetryAfter);
        _taken = taken.Value;
        DelayDeactivation(limits.Max(limit => limit.Within));
        return Task.FromResult<TimeSpan?>(null);
    }
}
