using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// A call about all of a browser's chats costs as much as one about each of them: what an address may ask is counted by cookie too.
/// </summary>
internal sealed class CookieBudget(Settings settings, TimeProvider time) : IDisposable
{
    private readonly Budgets _cookies = new(settings.Limits.AddressRequestsPerSecond, settings.Limits.AddressRequestBurst, time);

    /// <summary>Null when they may be asked about, else how long to wait.</summary>
    public TimeSpan? Spend(HttpContext http, int cookies) => cookies == 0 ? null : _cookies.Spend(ClientAddress.NetworkOf(http), cookies);

    public void Dispose() => _cookies.Dispose();
}
