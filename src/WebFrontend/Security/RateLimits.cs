using System.Globalization;
using System.Threading.RateLimiting;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// How often one caller may call the API. Taken before the credential is checked, so that guessing tokens is slowed as well; hence
/// a credential counts together with the address it comes from: nobody uses up the budget of somebody else.
/// </summary>
internal static class RateLimits
{
    /// <summary>The policy of calls whose bodies are large: few of them may be under way at once, however slow they are.</summary>
    public const string Transfers = "transfers";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, Limits limits) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PerKey(CallerOf, limits.RequestsPerSecond, limits.RequestBurst),
            PerKey(AddressOf, limits.AddressRequestsPerSecond, limits.AddressRequestBurst));
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

    /// <summary>The client's address as limits know it. An IPv6 network of 64 bits is one household.</summary>
    public static string AddressOf(HttpContext http)
    {
        var address = ClientAddress.Of(http);
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return address.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}/64");
    }

    private static string CallerOf(HttpContext http) => Authentication.BearerOf(http.Request) is { Length: > 0 } bearer
        ? $"{AddressOf(http)} {Secrets.Hash(bearer)}"
        : AddressOf(http);

    /// <summary>As <see cref="CallerOf"/>, but two people in one household are two: what is wrong with a cookie is found out before its body is read.</summary>
    private static string SenderOf(HttpContext http) =>
        http.Request.RouteValues["chat_id"] is string chatId && Cookies.ChatUser(http.Request, chatId) is { } token
            ? $"{CallerOf(http)} {Secrets.Hash(token.ToString())}"
            : CallerOf(http);

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
