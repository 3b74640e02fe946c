using System.Globalization;
using ConnectNow.Azurite;

namespace ConnectNow.Cluster;

/// <summary>
/// A whole cluster on one machine, all on the loopback address: a storage account, any number of silos and of frontends, each a process
/// of its own. Nothing of it is left when it has been disposed, or when whoever started it is no more.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    /// <summary>What takes longer to start has gone wrong, even on a busy machine.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);

    /// <summary>More than a process takes to hand over what it does, even on a busy machine.</summary>
    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(90);

    // Somebody else may take a free port before it is used.
    private const int PortTries = 5;

    private readonly ClusterOptions _options;
    private readonly Reaper _reaper = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-cluster-").FullName;
    private readonly List<ClusterProcess> _silos = [];
    private readonly List<ClusterProcess> _frontends = [];

    private LocalCluster(ClusterOptions options, AzuriteProcess storage)
    {
        _options = options;
        Storage = storage;
        _reaper.Born(storage.ProcessId);
    }

    public AzuriteProcess Storage { get; }

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<ClusterProcess> Silos => _silos;

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<ClusterProcess> Frontends => _frontends;

    /// <summary>A cluster of which only the storage account is there yet.</summary>
    public static async Task<LocalCluster> PrepareAsync(ClusterOptions options) =>
        new(options, await AzuriteProcess.StartAsync(inOwnSession: true));

    /// <summary>Starts everything at once, as a platform does, and waits until all of it is ready.</summary>
    /// <exception cref="ProcessEndedException">A process has ended instead.</exception>
    /// <exception cref="TimeoutException">It has taken longer than <see cref="StartTimeout"/>.</exception>
    public static async Task<LocalCluster> StartAsync(ClusterOptions options)
    {
        var cluster = await PrepareAsync(options);
        try
        {
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="StartAsync(ClusterOptions)"/>
    public Task StartAsync()
    {
        var silos = Enumerable.Range(1, _options.Silos).Select(_ => AddSiloAsync()).ToArray();
        var frontends = Enumerable.Range(1, _options.Frontends).Select(_ => AddFrontendAsync()).ToArray();
        return Task.WhenAll([.. silos, .. frontends]);
    }

    /// <summary>One more silo, of another build if need be; returns when it is ready.</summary>
    /// <inheritdoc cref="StartAsync(ClusterOptions)"/>
    public Task<ClusterProcess> AddSiloAsync(string? program = null)
    {
        var number = _silos.Count + 1;
        return AddAsync(_silos, $"silo-{number}", program ?? _options.SiloProgram, () =>
        {
            var health = UrlOf(FreePort.Find());
            return (health, [$"ConnectNow:Silo:HealthUrls={health}", .. _options.AddressOfSilo(number).Settings]);
        });
    }

    /// <summary>One more frontend, of another build if need be; returns when it is ready.</summary>
    /// <inheritdoc cref="StartAsync(ClusterOptions)"/>
    public Task<ClusterProcess> AddFrontendAsync(string? program = null)
    {
        var index = _frontends.Count;
        return AddAsync(_frontends, $"frontend-{index + 1}", program ?? _options.FrontendProgram, () =>
        {
            var url = UrlOf(index < _options.FrontendPorts.Count ? _options.FrontendPorts[index] : FreePort.Find());
            return (url, [$"urls={url}"]);
        });
    }

    /// <summary>The first company and chat: waits until they are there.</summary>
    public Task<FirstRun> FirstRunAsync(CancellationToken cancellationToken = default) =>
        FirstRun.ReadAsync(Storage.ConnectionString, cancellationToken);

    /// <summary>The newest lines that each process has said.</summary>
    public string Report(int lines = 60) =>
        string.Join("\n\n", _silos.Concat(_frontends).Select(process => $"== {process.Name}\n{string.Join('\n', process.Output.TakeLast(lines))}"));

    /// <summary>Stops in order, so that nothing is lost: frontends, then silos, then the storage account.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_frontends.Select(frontend => frontend.TerminateAsync(StopGrace)));
        await Task.WhenAll(_silos.Select(silo => silo.TerminateAsync(StopGrace)));
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_frontends.Concat(_silos).Select(process => process.DisposeAsync().AsTask()));
        _reaper.Gone(Storage.ProcessId);
        await Storage.DisposeAsync();
        _reaper.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static Uri UrlOf(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    // The place is asked for anew at each try: its address, and the settings that say so.
    private async Task<ClusterProcess> AddAsync(
        List<ClusterProcess> members, string name, string program, Func<(Uri Address, string[] Settings)> place)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        var index = members.Count;
        using var timeout = new CancellationTokenSource(StartTimeout);
        for (var tries = 1; ; tries++)
        {
            var (address, settings) = place();
            var arguments = settings.Concat(CommonSettings(directory)).Select(setting => $"--{setting}").ToArray();
            var process = new ClusterProcess(name, program, address, arguments, directory, new ProcessOutput(name, _options.Said), _reaper);
            if (tries == 1) members.Add(process);
            else members[index] = process;
            try
            {
                await process.StartAsync(timeout.Token);
                return process;
            }
            catch (ProcessEndedException ended) when (tries < PortTries && ended.Message.Contains("in use", StringComparison.OrdinalIgnoreCase))
            {
                await process.DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{name} was not ready within {StartTimeout}.\n{Report()}");
            }
        }
    }

    private IEnumerable<string> CommonSettings(string directory) =>
    [
        "ConnectNow:Cluster=Azure",
        $"ConnectNow:Storage:ConnectionString={_options.ConnectionString(Storage)}",
        $"ConnectNow:DataDirectory={directory}",
        .. _options.Settings,
    ];
}
