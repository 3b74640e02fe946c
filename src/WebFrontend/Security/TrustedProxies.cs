using ConnectNow.WebFrontend.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Who really asks, and over what, when a proxy stands in front: <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>, read from the right
/// for as long as each hop is one of <see cref="Settings.Proxies"/>. From any other sender these headers are only a claim.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        if (settings.Proxies.Count == 0) return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in settings.Proxies) options.KnownIPNetworks.Add(proxy);
        app.UseForwardedHeaders(options);
    }
}
