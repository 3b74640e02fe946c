using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Where people come over TLS, nobody is served without: a page says where to go, and a call, whose credentials have just crossed the
/// network in the clear, is refused instead of being sent on as if nothing were wrong.
/// </summary>
/// <remarks>
/// Only where this server can tell one from the other: it ends TLS itself, or it believes the proxy that does. Behind an unknown proxy
/// everything looks unencrypted.
/// </remarks>
internal sealed class OverTls(RequestDelegate next, Settings settings, IServer server)
{
    private bool? _canTell;

    // Once the server listens.
    private bool CanTell => _canTell ??= settings.Proxies.Count > 0 || IsOwnTls();

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.IsHttps || !settings.IsPublicOverTls || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase) || !CanTell) return next(http);
        if (!IsPage(request)) return new Refused(Reason.NotAllowed, RefusalText.NotEncrypted).ExecuteAsync(http);
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = settings.PublicUrl!.GetLeftPart(UriPartial.Authority) + request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        return Task.CompletedTask;
    }

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);

    private bool IsOwnTls() =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.Any(address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) is true;
}
