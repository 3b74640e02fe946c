using System.Net;

namespace ConnectNow.WebFrontend.Security;

/// <summary>Where a request comes from.</summary>
internal static class ClientAddress
{
    /// <summary>The address of the other end of the connection; IPv4 as IPv4, however it came.</summary>
    public static IPAddress Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
