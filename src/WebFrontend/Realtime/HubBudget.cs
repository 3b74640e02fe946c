using System.Threading.RateLimiting;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>How many hub calls a participant may make, over all their connections at this frontend.</summary>
internal sealed class HubBudget(Settings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(participantId =>
        RateLimitPartition.GetTokenBucketLimiter(participantId, _ => RateLimits.Bucket(settings.Limits.MessagesPerSecond, settings.Limits.MessageBurst)));

    /// <summary>Takes one call off the budget: null when it may be made.</summary>
    public Refusal? Spend(string participantId)
    {
        using var lease = _limiter.AttemptAcquire(participantId);
        if (lease.IsAcquired) return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
        return new Refusal(Reason.TooFast) { RetryAfter = wait };
    }

    public void Dispose() => _limiter.Dispose();
}
