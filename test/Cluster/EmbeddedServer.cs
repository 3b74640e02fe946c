using System.Globalization;
using System.Text.Json;

namespace ConnectNow.Cluster;

/// <summary>
/// The product as it runs without a cluster: one process, everything in one directory. Nothing of it is left when it has been disposed.
/// </summary>
public sealed class EmbeddedServer : IAsyncDisposable
{
    private readonly Reaper _reaper;
    private readonly string _directory;

    private EmbeddedServer(Reaper reaper, string directory, ClusterProcess process) =>
        (_reaper, _directory, Process) = (reaper, directory, process);

    public ClusterProcess Process { get; }

    /// <summary>Starts it and waits until it is ready; settings as on the command line, <c>Key=value</c>.</summary>
    /// <exception cref="ProcessEndedException">It has ended instead.</exception>
    public static async Task<EmbeddedServer> StartAsync(IReadOnlyList<string> settings, Action<string, string>? said = null)
    {
        var directory = Directory.CreateTempSubdirectory("connectnow-embedded-").FullName;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));
        string[] arguments = [$"--urls={address}", $"--ConnectNow:DataDirectory={directory}", .. settings.Select(setting => $"--{setting}")];
        var reaper = new Reaper();
        var process = new ClusterProcess("embedded", Programs.WebFrontend, address, arguments, directory, new ProcessOutput("embedded", said), reaper);
        var server = new EmbeddedServer(reaper, directory, process);
        try
        {
            using var timeout = new CancellationTokenSource(LocalCluster.StartTimeout);
            await process.StartAsync(timeout.Token);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first company and chat.</summary>
    public async Task<FirstRun> FirstRunAsync()
    {
        await using var file = File.OpenRead(Path.Combine(_directory, "first-run.json"));
        return (await JsonSerializer.DeserializeAsync<FirstRun>(file, FirstRun.Format))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _reaper.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
