using System.Net;
using System.Net.Sockets;

namespace ConnectNow.Joining;

/// <summary>
/// What counts as one place of origin, for every limit there is: an IPv4 address, however it is written, or the IPv6 network of
/// 64 bits that one household has whole. Looser: the 48 bits that one organisation is given, with its 65,536 networks.
/// </summary>
public static class ClientNetwork
{
    private const string Unknown = "unknown";

    /// <summary>64:ff9b::/96, in which a translator writes IPv4 addresses (RFC 6052).</summary>
    private static readonly IPNetwork Translated = new(IPAddress.Parse("64:ff9b::"), 96);

    /// <summary>The network of an address: <c>192.0.2.7</c> or <c>20010db800000001/64</c>.</summary>
    public static string Of(IPAddress? address) => Prefix(address, 64);

    /// <summary>As <see cref="Of(IPAddress?)"/>; what is no address is one network for all.</summary>
    public static string Of(string? address) => Of(Parse(address));

    /// <summary>The organisation's network: <c>20010db80000/48</c>; IPv4 addresses stand for themselves.</summary>
    public static string WiderOf(IPAddress? address) => Prefix(address, 48);

    /// <summary>As <see cref="WiderOf(IPAddress?)"/>; what is no address is one network for all.</summary>
    public static string WiderOf(string? address) => WiderOf(Parse(address));

    /// <summary>IPv4 as IPv4, however it came.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        return Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }

    private static IPAddress? Parse(string? address) => IPAddress.TryParse(address, out var parsed) ? parsed : null;

    private static string Prefix(IPAddress? address, int bits)
    {
        if (address is null || address.Equals(IPAddress.None)) return Unknown;
        var plain = Plain(address);
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? $"{Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, bits / 8))}/{bits}"
            : plain.ToString();
    }
}
