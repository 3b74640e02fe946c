using System.Threading.RateLimiting;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// How often one caller may call the API. Taken before the credential is checked, so that guessing tokens is slowed as well: only one that
/// has proven good before has a budget of its own, and together with the network it comes from: nobody uses up the budget of another
/// caller.
/// </summary>
internal static class ApiRateLimits
{
    /// <summary>The policy of calls whose bodies are large: few of them may be under way at once, however slow they are.</summary>
    public const string Transfers = "transfers";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, Limits limits) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PerKey(CallerOf, limits.RequestsPerSecond, limits.RequestBurst),
            PerKey(ClientAddress.NetworkOf, limits.AddressRequestsPerSecond, limits.AddressRequestBurst));
        options.AddPolicy(Transfers, http => RateLimitPartition.GetConcurrencyLimiter(SenderOf(http), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.TransfersAtOnce,
            QueueLimit = 0,
        }));
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) ? retryAfter : TimeSpan.FromSeconds(1);
            await new Refused(new Refusal(Reason.TooFast) { RetryAfter = wait }).ExecuteAsync(context.HttpContext);
        };
    });

    /// <summary>A credential that has proven good has a budget of its own; all others of a network share one.</summary>
    private static string CallerOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ProvenCallers>().Find(http) ?? ClientAddress.NetworkOf(http);

    /// <summary>
    /// Two people in one household are two: what is wrong with a credential is found out before its body is read, and frees the place at
    /// once.
    /// </summary>
    private static string SenderOf(HttpContext http)
    {
        var credential = Authentication.BearerOf(http.Request)
            ?? (http.Request.RouteValues["chat_id"] is string chatId ? Cookies.ChatUser(http.Request, chatId)?.ToString() : null);
        return string.IsNullOrEmpty(credential) ? ClientAddress.NetworkOf(http) : $"{ClientAddress.NetworkOf(http)} {Secrets.Hash(credential)}";
    }

    private static PartitionedRateLimiter<HttpContext> PerKey(Func<HttpContext, string> key, int perSecond, int burst) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? RateLimitPartition.GetTokenBucketLimiter(key(http), _ => Bucket(perSecond, burst))
            : RateLimitPartition.GetNoLimiter(""));

    /// <summary>A budget that refills ten times a second.</summary>
    public static TokenBucketRateLimiterOptions Bucket(int perSecond, int burst) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromSeconds(perSecond >= 10 ? 0.1 : 1d / perSecond),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
