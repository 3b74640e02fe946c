using System.Globalization;
using System.Net;

namespace ConnectNow.Cluster;

/// <summary>Where a silo is to be found.</summary>
/// <param name="Advertised">What it tells the others.</param>
/// <param name="Listens">Where it really listens, on the same ports; another address when somebody in between is to forward.</param>
/// <param name="Port">For other silos.</param>
/// <param name="GatewayPort">For frontends.</param>
public sealed record SiloAddress(IPAddress Advertised, IPAddress Listens, int Port, int GatewayPort)
{
    public static SiloAddress OnLoopback() => new(IPAddress.Loopback, IPAddress.Loopback, FreePort.Find(), FreePort.Find());

    internal IEnumerable<string> Settings =>
    [
        $"ConnectNow:Silo:AdvertisedAddress={Advertised}",
        $"ConnectNow:Silo:ListenAddress={Listens}",
        string.Create(CultureInfo.InvariantCulture, $"ConnectNow:Silo:Port={Port}"),
        string.Create(CultureInfo.InvariantCulture, $"ConnectNow:Silo:GatewayPort={GatewayPort}"),
    ];
}
