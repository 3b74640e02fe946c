using System.Diagnostics;
using System.Text.Json;

namespace ConnectNow.Bench.Peers;

/// <summary>
/// Another chat server, run by <c>run-peers.sh SERVER WORKLOAD</c> in a folder of the reader's own: a script that installs, starts, loads
/// and stops it, and prints one JSON object whose fields are named as ours are.
/// </summary>
internal sealed class PeerServer
{
    private const string Script = "run-peers.sh";

    private readonly string _script;
    private readonly string _name;

    /// <param name="folder">Where the script is.</param>
    /// <param name="name">Which server, as the script knows it.</param>
    /// <exception cref="UsageException">There is no such script.</exception>
    public PeerServer(string folder, string name)
    {
        _script = Path.GetFullPath(Path.Combine(folder, Script));
        _name = name;
        if (!File.Exists(_script)) throw new UsageException($"There is no {Script} in {folder}.");
    }

    /// <summary>Runs one workload: its figures by name.</summary>
    /// <exception cref="InvalidOperationException">It did not work; the message says what the script said.</exception>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync(string workload, TimeSpan warmUp, TimeSpan measured)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[_script, _name, workload]) start.ArgumentList.Add(argument);
        start.Environment["WARM"] = $"{warmUp.TotalSeconds:0}";
        start.Environment["SECS"] = $"{measured.TotalSeconds:0}";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var last = said.TrimEnd().Split('\n')[^1];
        if (!last.StartsWith('{')) throw new InvalidOperationException($"{_name} gave no figures: {last}");
        using var figures = JsonDocument.Parse(last);
        if (figures.RootElement.TryGetProperty("error", out var error)) throw new InvalidOperationException($"{_name} could not be measured: {error}.");
        return figures.RootElement.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number)
            .ToDictionary(field => field.Name, field => field.Value.GetDouble());
    }
}
