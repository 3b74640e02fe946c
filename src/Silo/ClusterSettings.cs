using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ConnectNow.Configuration;
using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Silo;

/// <summary>
/// What an operator says of a cluster under <c>ConnectNow</c>: which storage account it lives on, and how its silos are reached.
/// </summary>
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

    /// <summary>
    /// Where the silo listens for other silos, when that is not what it advertises: behind a translation of addresses, say.
    /// </summary>
    public IPEndPoint? Listening { get; init; }

    /// <summary>Likewise for frontends.</summary>
    public IPEndPoint? GatewayListening { get; init; }

    /// <summary>
    /// How long the silo waits, before it joins, until it can be reached at the address it advertises: behind a proxy, say. It joins
    /// afterwards anyway. Null: not at all.
    /// </summary>
    public TimeSpan? AwaitsReach { get; init; }

    /// <summary>How long a silo may take to answer another one that asks whether it lives. Default: 1 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how many such questions without an answer in a row a silo is taken for dead. Default: 4.</summary>
    public int MissedProbes { get; init; } = 4;

    /// <summary>
    /// Where the silo answers <c>/health/live</c> and <c>/health/ready</c>, like <c>http://0.0.0.0:8081</c>. Null: nowhere.
    /// </summary>
    public string? HealthUrls { get; init; }

    /// <summary>Reads them; what makes no sense is noted with the reader.</summary>
    public static ClusterSettings Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var address = AddressOf(settings, "Silo:AdvertisedAddress");
        var port = PortOf(settings, "Silo:Port", DefaultPort, address);
        var gatewayPort = PortOf(settings, "Silo:GatewayPort", DefaultGatewayPort, address);
        var listen = AddressOf(settings, "Silo:ListenAddress");
        return new ClusterSettings
        {
            Storage = StorageOf(settings),
            ClusterId = settings.Text("ClusterId") ?? "connectnow",
            ServiceId = settings.Text("ServiceId") ?? "connectnow",
            AdvertisedAddress = address,
            Port = port,
            GatewayPort = gatewayPort,
            Listening = EndpointOf(settings, listen, "Silo:ListenPort", address, port),
            GatewayListening = EndpointOf(settings, listen, "Silo:GatewayListenPort", address, gatewayPort),
            AwaitsReach = ReachOf(settings),
            ProbeTimeout = TimeSpan.FromSeconds(settings.Count("Silo:ProbeSeconds", 1, 1, 30)),
            MissedProbes = settings.Count("Silo:MissedProbes", 4, 2, 20),
            HealthUrls = settings.Text("Silo:HealthUrls"),
        };
    }

    /// <summary>Reads where everything is kept; what makes no sense is noted with the reader.</summary>
    internal static AzureStorageOptions StorageOf(SettingsReader settings)
    {
        var options = new AzureStorageOptions { ConnectionString = settings.Text("Storage:ConnectionString"), AccountName = settings.Text("Storage:AccountName") };
        if (AzureStorageAccount.Flaw(options) is { } flaw) settings.Wrong(flaw);
        return options;
    }

    private static TimeSpan? ReachOf(SettingsReader settings)
    {
        var wait = settings.Read<TimeSpan>("Silo:AwaitReachable", TimeSpan.Zero, WaitNamed, "true, false or a time of at most 00:02:00");
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static TimeSpan? WaitNamed(string text)
    {
        if (bool.TryParse(text, out var awaits)) return awaits ? SiloReachability.DefaultLimit : TimeSpan.Zero;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var wait) && wait >= TimeSpan.Zero && wait <= SiloReachability.LongestLimit ? wait : null;
    }

    private static IPEndPoint? EndpointOf(SettingsReader settings, IPAddress? listen, string key, IPAddress? advertised, int advertisedPort)
    {
        if (listen is null && settings.Text(key) is null) return null;
        var address = listen ?? advertised ?? IPAddress.Any;
        return new IPEndPoint(address, PortOf(settings, key, advertisedPort, address));
    }

    private static int PortOf(SettingsReader settings, string key, int otherwise, IPAddress? address)
    {
        var port = settings.Count(key, otherwise, 0, ushort.MaxValue);
        return port > 0 ? port : FreePort.On(address ?? IPAddress.Any);
    }

    private static IPAddress? AddressOf(SettingsReader settings, string key) =>
        settings.Read(key, AddressNamed, "an address, or a name that stands for one");

    private static IPAddress? AddressNamed(string text)
    {
        if (IPAddress.TryParse(text, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(text, AddressFamily.InterNetwork)[0];
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
