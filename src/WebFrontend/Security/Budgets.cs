using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Budgets that refill as time passes, one for each key.</summary>
/// <remarks>
/// Buckets are filled when they are asked, not by a clock: a partitioned limiter of the framework would look at each of them ten times a
/// second, at ten thousand people connected a third of all that an idle frontend does.
/// </remarks>
internal sealed class Budgets : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _buckets = new();
    private readonly TokenBucketRateLimiterOptions _terms;
    private readonly ITimer _sweep;

    public Budgets(int perSecond, int burst, TimeProvider time)
    {
        _terms = ApiRateLimits.Bucket(perSecond, burst);
        _terms.AutoReplenishment = false;
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>
    /// Takes an amount off a budget: null when there was as much, else how long to wait. What is more than fits into a full one takes all
    /// of it.
    /// </summary>
    public TimeSpan? Spend(string key, int amount = 1)
    {
        var bucket = _buckets.GetOrAdd(key, static (_, terms) => new TokenBucketRateLimiter(terms), _terms);
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(Math.Min(amount, _terms.TokenLimit));
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
    }

    /// <summary>Takes what has been used already, as much of it as is left: with nothing left <see cref="Spend"/> waits for more.</summary>
    public void Charge(string key, int amount)
    {
        var bucket = _buckets.GetOrAdd(key, static (_, terms) => new TokenBucketRateLimiter(terms), _terms);
        var left = (int)(bucket.GetStatistics()?.CurrentAvailablePermits ?? 0);
        bucket.AttemptAcquire(Math.Min(amount, left)).Dispose();
    }

    public void Dispose() => _sweep.Dispose();

    /// <summary>Forgets full buckets: a new one is just as full.</summary>
    private void Sweep()
    {
        foreach (var (key, bucket) in _buckets)
        {
            bucket.TryReplenish();
            if (bucket.IdleDuration > SweepInterval) _buckets.TryRemove(KeyValuePair.Create(key, bucket));
        }
    }
}
