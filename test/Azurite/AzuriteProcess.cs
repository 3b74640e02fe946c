using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ConnectNow.Azurite;

/// <summary>
/// The emulator of Azure Storage in a process of its own: on the loopback address, on free ports, with everything in memory. Good for what
/// is correct; no yardstick of speed. Killing it loses what it acknowledged: to take storage away, freeze it.
/// </summary>
public sealed partial class AzuriteProcess : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The key that every emulator has, as its documentation prints it.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const int Stop = 19;
    private const int Continue = 18;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly string Program =
        typeof(AzuriteProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Azurite").Value!;

    private readonly Process _process;

    private AzuriteProcess(Process process, int blobPort, int tablePort) =>
        (_process, BlobPort, TablePort) = (process, blobPort, tablePort);

    public int BlobPort { get; }

    public int TablePort { get; }

    public int ProcessId => _process.Id;

    /// <summary>For the clients of the SDK.</summary>
    public string ConnectionString => ConnectionStringOf(BlobPort, TablePort);

    /// <summary>The same account behind other ports of the loopback address: those of a proxy in front of it.</summary>
    public static string ConnectionStringOf(int blobPort, int tablePort) => string.Create(CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint=http://127.0.0.1:{blobPort}/{Account};TableEndpoint=http://127.0.0.1:{tablePort}/{Account};");

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="inOwnSession">A Ctrl+C at the terminal does not reach it (on Linux): whoever started it sees to its end.</param>
    /// <exception cref="InvalidOperationException">It has ended instead; with what it said.</exception>
    public static async Task<AzuriteProcess> StartAsync(bool inOwnSession = false)
    {
        // Node makes SIGINT deadly again, whatever its parent has asked for: a session of its own is what helps.
        string[] command = inOwnSession && OperatingSystem.IsLinux() ? ["setsid", "node"] : ["node"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in (string[])[Program, "--inMemoryPersistence", "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var ports = new Dictionary<string, int>();
        using var timeout = new CancellationTokenSource(Timeout);
        while (!ports.ContainsKey("Blob") || !ports.ContainsKey("Table"))
        {
            if (await process.StandardOutput.ReadLineAsync(timeout.Token) is not { } line)
                throw new InvalidOperationException($"Azurite has ended: {await error}");
            if (Listening().Match(line) is { Success: true } found)
                ports[found.Groups["service"].Value] = int.Parse(found.Groups["port"].Value, CultureInfo.InvariantCulture);
        }

        // Read on to the end, so that it never waits for a reader.
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new AzuriteProcess(process, ports["Blob"], ports["Table"]);
    }

    /// <summary>It answers nothing any more, and keeps every connection open, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Send(Stop);

    public void Thaw() => Send(Continue);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(_process.Id, signal) != 0) throw new InvalidOperationException($"Azurite could not be sent signal {signal}.");
    }

    [GeneratedRegex(@"Azurite (?<service>Blob|Table) service is successfully listening at http://127\.0\.0\.1:(?<port>\d+)")]
    private static partial Regex Listening();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
