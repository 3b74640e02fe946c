using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ConnectNow.Notifications;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <summary>
/// The push services that this service speaks to. An endpoint is an address that a browser has named and this server will call, so
/// only the services of browsers, and those the operator lists, are called: never an address that a caller chose (ASVS 5.0, 1.3.6).
/// </summary>
public sealed partial class PushServices(IOptions<PushOptions> options)
{
    private static readonly string[] Hosts = ["fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"];

    private static readonly string[] Domains = [".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com"];

    private readonly HashSet<string> _origins = [.. options.Value.Services.Select(OriginOf)];

    /// <summary>Whether an endpoint is one of a push service this service speaks to; then its address, ready to be called.</summary>
    public bool Knows(string? endpoint, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        if (endpoint is not { Length: > 0 and <= NotificationLimits.EndpointLength } || !Plain().IsMatch(endpoint)) return false;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var parsed) || !Knows(parsed)) return false;
        address = parsed;
        return true;
    }

    /// <inheritdoc cref="Knows(string, out Uri)"/>
    public bool Knows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0) return false;
        return IsOfOperator(address)
            || (address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && address.HostNameType == UriHostNameType.Dns && IsOfBrowsers(address.Host));
    }

    /// <summary>Whether the operator has listed its origin: it may be in a network of the operator's own.</summary>
    public bool IsOfOperator(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _origins.Contains(address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>Scheme, host and port, and nothing else.</summary>
    internal static bool IsOrigin(string text) =>
        Plain().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };

    private static string OriginOf(string text) => new Uri(text).GetLeftPart(UriPartial.Authority);

    private static bool IsOfBrowsers(string host) =>
        Hosts.Contains(host) || Array.Exists(Domains, domain => host.EndsWith(domain, StringComparison.Ordinal) && host.Length > domain.Length);

    /// <summary>
    /// What every program reads as the same address: http or https, ASCII without spaces, quotes, backslashes and controls.
    /// </summary>
    [GeneratedRegex(@"^https?://[A-Za-z0-9.\-\[\]:]+(?:/[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
