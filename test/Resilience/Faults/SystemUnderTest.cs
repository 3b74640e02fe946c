using ConnectNow.Cluster;
using ConnectNow.Resilience.Network;

namespace ConnectNow.Resilience.Faults;

/// <summary>What faults are done to: a cluster with proxies before its storage and between its silos, or one process alone.</summary>
internal sealed class SystemUnderTest : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly Func<string> _report;

    private SystemUnderTest(
        IReadOnlyList<ClusterProcess> silos, IReadOnlyList<ClusterProcess> frontends, FirstRun first, Func<string> report)
    {
        (Silos, Frontends, First, _report) = (silos, frontends, first, report);
        Keeper = new Keeper([.. silos, .. frontends]);
    }

    public IReadOnlyList<ClusterProcess> Silos { get; }

    public IReadOnlyList<ClusterProcess> Frontends { get; }

    public FirstRun First { get; }

    public Keeper Keeper { get; }

    /// <summary>Null without a cluster.</summary>
    public LocalCluster? Cluster { get; private init; }

    /// <summary>Before the storage account of a cluster.</summary>
    public required StorageFaults StorageFaults { get; init; }

    /// <summary>Between the silos of a cluster.</summary>
    public required SiloWires Wires { get; init; }

    public IReadOnlyList<Uri> Addresses => [.. Frontends.Select(frontend => frontend.Address)];

    public static async Task<SystemUnderTest> StartClusterAsync(RunOptions options)
    {
        var storageFaults = new StorageFaults(options.Seed);
        var wires = new SiloWires();
        var blobs = await StorageProxy.StartAsync(storageFaults);
        var tables = await StorageProxy.StartAsync(storageFaults);
        var cluster = await LocalCluster.PrepareAsync(new ClusterOptions
        {
            Silos = options.Silos,
            Frontends = options.Frontends,
            Settings = [.. Settings, .. options.Settings],
            AddressOfSilo = wires.AddressOf,
            ConnectionString = _ => Azurite.AzuriteProcess.ConnectionStringOf(blobs.Port, tables.Port),
        });
        (blobs.UpstreamPort, tables.UpstreamPort) = (cluster.Storage.BlobPort, cluster.Storage.TablePort);
        wires.Processes = () => ProcessesOf(cluster);
        try
        {
            await cluster.StartAsync();
            return new SystemUnderTest(cluster.Silos, cluster.Frontends, await cluster.FirstRunAsync(), () => cluster.Report())
            {
                Cluster = cluster,
                StorageFaults = storageFaults,
                Wires = wires,
                _parts = { cluster, wires, blobs, tables },
            };
        }
        catch
        {
            foreach (var part in (IAsyncDisposable[])[cluster, wires, blobs, tables]) await part.DisposeAsync();
            throw;
        }
    }

    public static async Task<SystemUnderTest> StartEmbeddedAsync(RunOptions options)
    {
        var server = await EmbeddedServer.StartAsync([.. Settings, .. options.Settings]);
        return new SystemUnderTest([], [server.Process], await server.FirstRunAsync(), () => string.Join('\n', server.Process.Output))
        {
            StorageFaults = new StorageFaults(options.Seed),
            Wires = new SiloWires(),
            _parts = { server },
        };
    }

    /// <summary>The newest lines that each process has said.</summary>
    public string Report() => _report();

    public async ValueTask DisposeAsync()
    {
        await Keeper.DisposeAsync();
        foreach (var part in _parts) await part.DisposeAsync();
    }

    /// <summary>
    /// Whoever comes back in a loop is not held up here: what is asked is whether all comes to rest, not how abuse is slowed. And logs tell
    /// the time.
    /// </summary>
    private static IReadOnlyList<string> Settings { get; } =
    [
        "Logging:Console:FormatterName=simple", "Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ", "Logging:Console:FormatterOptions:SingleLine=true",
        "ConnectNow:Limits:MessagesPerSecond=100000", "ConnectNow:Limits:MessageBurst=100000",
        "ConnectNow:Joining:NewPeopleAtOnce=100000", "ConnectNow:Joining:NewPeopleADay=100000",
        "ConnectNow:Limits:RequestsPerSecond=100000", "ConnectNow:Limits:RequestBurst=100000",
        "ConnectNow:Limits:AddressRequestsPerSecond=100000", "ConnectNow:Limits:AddressRequestBurst=100000",
    ];

    private static Dictionary<int, int> ProcessesOf(LocalCluster cluster) => cluster.Silos
        .Select((silo, index) => (Number: index + 1, silo.ProcessId))
        .Where(silo => silo.ProcessId is not null)
        .ToDictionary(silo => silo.Number, silo => silo.ProcessId!.Value);
}
