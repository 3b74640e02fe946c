using System.Net;
using ConnectNow.Joining;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Where a request comes from.</summary>
internal static class ClientAddress
{
    /// <summary>The address of the other end of the connection; IPv4 as IPv4, however it came.</summary>
    public static IPAddress Of(HttpContext http) => ClientNetwork.Plain(http.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>The network it belongs to, as every limit knows it.</summary>
    public static string NetworkOf(HttpContext http) => ClientNetwork.Of(http.Connection.RemoteIpAddress);

    /// <summary>The organisation's network around that, for looser limits.</summary>
    public static string WiderNetworkOf(HttpContext http) => ClientNetwork.WiderOf(http.Connection.RemoteIpAddress);
}
