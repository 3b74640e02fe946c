using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNow.Bench.Serving;

/// <summary>The product as it is built, in a process of its own on a free port and an empty data directory; killed when done.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const string Wide = "1000000";
    private const string WideBytes = "1000000000000";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, RunningServer running)
    {
        _process = process;
        Running = running;
    }

    public RunningServer Running { get; }

    /// <exception cref="InvalidOperationException">It has ended before it was ready; what it said is in the message.</exception>
    public static async Task<ServerProcess> StartAsync(string directory)
    {
        var data = Path.Combine(directory, "data");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = directory };
        foreach (var argument in (string[])[Program(), "--urls", "http://127.0.0.1:0", "--ConnectNow:DataDirectory", data, .. WideLimits()])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        try
        {
            var address = await ReadAddressAsync(process).WaitAsync(Patience);
            var token = await ReadTokenAsync(data);
            return new ServerProcess(process, new RunningServer(address, token, process.Id, Path.Combine(data, "connectnow.db")));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>What people never come near, a load does at once: the limits are not what is measured.</summary>
    private static IEnumerable<string> WideLimits()
    {
        foreach (var plan in (string[])["PeoplePerChat", "Chats"]) yield return $"--ConnectNow:Plans:free:{plan}={Wide}";
        foreach (var plan in (string[])["FileBytes", "StorageBytes"]) yield return $"--ConnectNow:Plans:free:{plan}={WideBytes}";
        foreach (var limit in (string[])["RequestsPerSecond", "RequestBurst", "AddressRequestsPerSecond", "AddressRequestBurst", "MessagesPerSecond", "MessageBurst"])
            yield return $"--ConnectNow:Limits:{limit}={Wide}";
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
