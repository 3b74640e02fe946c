using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>What links begin with: <c>ConnectNow:PublicUrl</c>, else the first address the server listens on.</summary>
internal sealed class PublicAddress(Settings settings, IServer server)
{
    private string? _bound;

    /// <summary>Scheme, host and port, without a slash at the end. To be asked only once the server listens.</summary>
    public string Origin => settings.PublicUrl is { } url ? url.GetLeftPart(UriPartial.Authority) : _bound ??= Bound();

    /// <summary>The link to a chat, without its password.</summary>
    public string Join(string chatId) => $"{Origin}/c/{chatId}";

    /// <summary>The link that carries the password. In the fragment: browsers never send it to a server.</summary>
    public string JoinWithPassword(string chatId, string password) => $"{Join(chatId)}#{Uri.EscapeDataString(password)}";

    private string Bound()
    {
        var address = BindingAddress.Parse(server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost");
        // "Any address" is where a server listens, not where a browser goes.
        var host = address.Host is "0.0.0.0" or "[::]" or "+" or "*" ? "localhost" : address.Host;
        return new UriBuilder(address.Scheme, host, address.Port).Uri.GetLeftPart(UriPartial.Authority);
    }
}
