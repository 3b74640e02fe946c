using System.Globalization;
using ConnectNow.Bench.Reporting;

namespace ConnectNow.Bench.Restarts;

/// <summary>The commands that measure what happens when a server comes back.</summary>
internal static class RestartBench
{
    private const int PeoplePerRoom = 10;

    /// <summary>Files that the generator needs besides connections; the server needs about as many.</summary>
    private const int OtherFiles = 500;

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> CatchUpAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "clients", "repeat", "data");
        var clients = asked.Number("clients", 10_000, most: 100_000);
        var most = MostFiles() - OtherFiles;
        if (clients > most)
            throw new UsageException($"{clients} connections are more than a process may have here: {most}. Raise the limit (ulimit -n), or ask for fewer (--clients {most}).");
        return RestartRuns.RunAsync(new CatchUp(Math.Max(1, clients / PeoplePerRoom), PeoplePerRoom), asked.Number("repeat", 1, most: 20), asked.Text("data"));
    }

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> OpenAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "events", "many", "times", "repeat", "data");
        var opening = new ChatOpening(
            asked.Number("events", 1_000, most: 100_000), asked.Number("many", 1_000_000, most: 100_000_000), asked.Number("times", 50));
        return RestartRuns.RunAsync(opening, asked.Number("repeat", 1, most: 20), asked.Text("data"));
    }

    /// <summary>How many files a process may have open; the runtime has raised the soft limit to the hard one.</summary>
    private static int MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;
    }
}
