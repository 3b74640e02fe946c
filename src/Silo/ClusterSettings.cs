using System.Net;
using System.Net.Sockets;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Configuration;

namespace ConnectNow.Silo;

/// <summary>What an operator says of a cluster under <c>ConnectNow</c>: which storage account it lives on, and how its silos are reached.</summary>
public sealed record ClusterSettings
{
    private const int DefaultPort = 11_111;
    private const int DefaultGatewayPort = 30_000;

    public required AzureStorageOptions Storage { get; init; }

    /// <summary>Silos with the same one form a cluster. Default: <c>connectnow</c>.</summary>
    public required string ClusterId { get; init; }

    /// <summary>Names the service whose data lies in the storage account, over all its clusters. Default: <c>connectnow</c>.</summary>
    public required string ServiceId { get; init; }

    /// <summary>The address at which other silos and frontends reach this silo. Null: the one this machine's name stands for.</summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>Where other silos reach this one. Default: 11111; 0 in the configuration: a free one.</summary>
    public required int Port { get; init; }

    /// <summary>Where frontends reach this silo. Default: 30000; 0 in the configuration: a free one.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Where the silo listens for other silos, when that is not what it advertises: behind a translation of addresses, say.</summary>
    public IPEndPoint? Listening { get; init; }

    /// <summary>Likewise for frontends.</summary>
    public IPEndPoint? GatewayListening { get; init; }

    /// <summary>Where the silo answers <c>/health/live</c> and <c>/health/ready</c>, like <c>http://0.0.0.0:8081</c>. Null: nowhere.</summary>
    public string? HealthUrls { get; init; }

    /// <summary>Whether the configuration asks for a cluster on Azure Storage rather than the embedded mode.</summary>
    /// <exception cref="StartException">It asks for something else.</exception>
    public static bool IsCluster(IConfiguration configuration)
    {
        var cluster = configuration["ConnectNow:Cluster"];
        if (string.IsNullOrWhiteSpace(cluster) || cluster.Equals("Embedded", StringComparison.OrdinalIgnoreCase)) return false;
        if (cluster.Equals("Azure", StringComparison.OrdinalIgnoreCase)) return true;
        throw new StartException($"ConnectNow:Cluster is \"{cluster}\"; it must be \"Embedded\" or \"Azure\".");
    }

    /// <exception cref="StartException">A value makes no sense.</exception>
    public static ClusterSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection("ConnectNow");
        var silo = section.GetSection("Silo");
        var address = AddressOf(silo["AdvertisedAddress"], "AdvertisedAddress");
        var port = PortOf(silo["Port"], "Port", DefaultPort, address);
        var gatewayPort = PortOf(silo["GatewayPort"], "GatewayPort", DefaultGatewayPort, address);
        var listen = AddressOf(silo["ListenAddress"], "ListenAddress");
        return new ClusterSettings
        {
            Storage = new AzureStorageOptions { ConnectionString = NonEmpty(section["Storage:ConnectionString"]), AccountName = NonEmpty(section["Storage:AccountName"]) },
            ClusterId = NonEmpty(section["ClusterId"]) ?? "connectnow",
            ServiceId = NonEmpty(section["ServiceId"]) ?? "connectnow",
            AdvertisedAddress = address,
            Port = port,
            GatewayPort = gatewayPort,
            Listening = EndpointOf(listen, silo["ListenPort"], "ListenPort", address, port),
            GatewayListening = EndpointOf(listen, silo["GatewayListenPort"], "GatewayListenPort", address, gatewayPort),
            HealthUrls = NonEmpty(silo["HealthUrls"]),
        };
    }

    private static IPEndPoint? EndpointOf(IPAddress? listen, string? portText, string key, IPAddress? advertised, int advertisedPort)
    {
        if (listen is null && NonEmpty(portText) is null) return null;
        var address = listen ?? advertised ?? IPAddress.Any;
        return new IPEndPoint(address, PortOf(portText, key, advertisedPort, address));
    }

    private static int PortOf(string? text, string key, int otherwise, IPAddress? address)
    {
        if (NonEmpty(text) is not { } given) return otherwise;
        if (!ushort.TryParse(given, out var port)) throw new StartException($"ConnectNow:Silo:{key} is \"{given}\"; it must be a port from 0 to 65535.");
        return port > 0 ? port : FreePort.On(address ?? IPAddress.Any);
    }

    private static IPAddress? AddressOf(string? text, string key)
    {
        if (NonEmpty(text) is not { } given) return null;
        if (IPAddress.TryParse(given, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(given, AddressFamily.InterNetwork)[0];
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            throw new StartException($"ConnectNow:Silo:{key} is \"{given}\", which is no address and stands for none.");
        }
    }

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
