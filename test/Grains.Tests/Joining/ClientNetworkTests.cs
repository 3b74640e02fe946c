using System.Net;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Tests.Joining;

public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("64:ff9b::c000:207", "192.0.2.7")]
    [InlineData("2001:db8:0:1::7", "20010db800000001/64")]
    [InlineData("2001:db8:0:1:ffff:ffff:ffff:ffff", "20010db800000001/64")]
    [InlineData("2001:db8:0:2::7", "20010db800000002/64")]
    [InlineData("fe80::1%3", "fe80000000000000/64")]
    [InlineData("nonsense", "unknown")]
    [InlineData(null, "unknown")]
    public void One_place_is_an_IPv4_address_however_it_is_written_or_64_bits_of_IPv6(string? address, string network) =>
        Assert.Equal(network, ClientNetwork.Of(address));

    [Theory]
    [InlineData("2001:db8:7:1::7", "20010db80007/48")]
    [InlineData("2001:db8:7:ffff::7", "20010db80007/48")]
    [InlineData("2001:db8:8::7", "20010db80008/48")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    public void One_organisation_is_48_bits_of_IPv6(string address, string network) =>
        Assert.Equal(network, ClientNetwork.WiderOf(IPAddress.Parse(address)));
}
