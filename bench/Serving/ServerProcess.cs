using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNow.Bench.Serving;

/// <summary>
/// The product as it is built, in a process of its own on a free port and an empty data directory; killed when done, or in between, to
/// start again on what it has kept.
/// </summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const string Wide = "1000000";
    private const string WideBytes = "1000000000000";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);

    private readonly string _directory;
    private readonly bool _keepsPace;
    private Process _process;

    private ServerProcess(string directory, bool keepsPace, Process process, RunningServer running)
    {
        _directory = directory;
        _keepsPace = keepsPace;
        _process = process;
        Running = running;
    }

    public RunningServer Running { get; private set; }

    public string DataDirectory => DataIn(_directory);

    /// <param name="directory">Where its data directory is made.</param>
    /// <param name="keepsPace">Whether a participant may say only as much as the product allows by itself.</param>
    /// <exception cref="InvalidOperationException">It has ended before it was ready; what it said is on the standard error.</exception>
    public static async Task<ServerProcess> StartAsync(string directory, bool keepsPace = false)
    {
        var (process, running) = await LaunchAsync(directory, keepsPace, FreePort.Find());
        return new ServerProcess(directory, keepsPace, process, running);
    }

    /// <summary>Ends it as a power failure would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>: the same address, the same data.</summary>
    /// <exception cref="InvalidOperationException">It has ended before it was ready; what it said is on the standard error.</exception>
    public async Task StartAgainAsync() => (_process, Running) = await LaunchAsync(_directory, _keepsPace, Running.Address.Port);

    public ValueTask DisposeAsync() => new(KillAsync());

    private static string DataIn(string directory) => Path.Combine(directory, "data");

    private static async Task<(Process Process, RunningServer Running)> LaunchAsync(string directory, bool keepsPace, int port)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = directory };
        string[] arguments = [Program(), "--urls", $"http://127.0.0.1:{port}", "--ConnectNow:DataDirectory", DataIn(directory), .. WideLimits(keepsPace)];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        try
        {
            var address = await ReadAddressAsync(process).WaitAsync(Timeout);
            var token = await ReadTokenAsync(DataIn(directory));
            return (process, new RunningServer(address, token, process.Id, Path.Combine(DataIn(directory), "connectnow.db")));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>What people never come near, a load does at once: the limits are not what is measured.</summary>
    private static IEnumerable<string> WideLimits(bool keepsPace)
    {
        foreach (var plan in (string[])["PeoplePerChat", "Chats"]) yield return $"--ConnectNow:Plans:free:{plan}={Wide}";
        foreach (var plan in (string[])["FileBytes", "StorageBytes"]) yield return $"--ConnectNow:Plans:free:{plan}={WideBytes}";
        string[] limits = ["RequestsPerSecond", "RequestBurst", "AddressRequestsPerSecond", "AddressRequestBurst", "ConnectionsPerAddress", "ConnectionsPerNetwork"];
        string[] pace = keepsPace ? [] : ["MessagesPerSecond", "MessageBurst", "AnswerBytesPerSecond", "AnswerBytesBurst"];
        foreach (var people in (string[])["NewPeopleAtOnce", "NewPeopleADay"]) yield return $"--ConnectNow:Joining:{people}={Wide}";
        foreach (var limit in limits.Concat(pace)) yield return $"--ConnectNow:Limits:{limit}={Wide}";
    }

    private static async Task<Uri> ReadAddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (ReadyLine().Match(line) is not { Success: true } ready) continue;
            // Read on: a full pipe would stop the server.
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return new Uri(ready.Groups[1].Value);
        }

        throw new InvalidOperationException("The server has ended before it was ready.");
    }

    private static async Task<string> ReadTokenAsync(string data)
    {
        using var record = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(data, "first-run.json")));
        return record.RootElement.GetProperty("api_token").GetString()!;
    }

    private static string Program()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ConnectNow.Orleans.sln"))) root = root.Parent;
        if (root is null) throw new DirectoryNotFoundException("The bench must run from inside the repository.");
        var configuration = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        return Path.Combine(root.FullName, "src", "WebFrontend", "bin", configuration, "net10.0", "ConnectNow.WebFrontend.dll");
    }

    [GeneratedRegex(@"is ready at (http://127\.0\.0\.1:\d+)")]
    private static partial Regex ReadyLine();
}
