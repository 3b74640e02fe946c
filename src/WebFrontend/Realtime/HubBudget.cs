using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>How many hub calls a participant may make, over all their connections at this frontend.</summary>
/// <remarks>
/// Buckets are filled when they are asked, not by a clock: a partitioned limiter of the framework would look at each of them ten times a
/// second, at ten thousand people connected a third of all that an idle frontend does.
/// </remarks>
internal sealed class HubBudget : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _buckets = new();
    private readonly TokenBucketRateLimiterOptions _terms;
    private readonly SecurityEvents _events;
    private readonly ITimer _sweep;

    public HubBudget(Settings settings, TimeProvider time, SecurityEvents events)
    {
        _events = events;
        _terms = RateLimits.Bucket(settings.Limits.MessagesPerSecond, settings.Limits.MessageBurst);
        _terms.AutoReplenishment = false;
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    /// <summary>Takes one call off the budget: null when it may be made.</summary>
    public Refusal? Spend(string participantId)
    {
        var bucket = _buckets.GetOrAdd(participantId, static (_, terms) => new TokenBucketRateLimiter(terms), _terms);
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        if (lease.IsAcquired) return null;
        _events.HubCallRefused();
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
        return new Refusal(Reason.TooFast) { RetryAfter = wait };
    }

    public void Dispose() => _sweep.Dispose();

    /// <summary>Forgets full buckets: a new one is just as full.</summary>
    private void Sweep()
    {
        foreach (var (participantId, bucket) in _buckets)
        {
            bucket.TryReplenish();
            if (bucket.IdleDuration > SweepInterval) _buckets.TryRemove(KeyValuePair.Create(participantId, bucket));
        }
    }
}
