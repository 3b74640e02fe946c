using System.Globalization;
using ConnectNow.Resilience.Faults;
using Microsoft.Extensions.Configuration;

namespace ConnectNow.Resilience;

/// <summary>
/// <c>--faults 200 --seed 7</c>; also <c>--silos 3 --frontends 2 --chats 4 --people 4 --bound 10 --kinds KillSilo,LostAnswers --embedded
/// true --reports true</c>. The last line is one JSON object; the exit code is 0 when nothing was violated.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var outcome = await FaultRun.RunAsync(Read(new ConfigurationBuilder().AddCommandLine(args).Build()));
        if (outcome.Report.Length > 0) await Console.Error.WriteLineAsync(outcome.Report);
        foreach (var violation in outcome.Violations.Take(100)) await Console.Error.WriteLineAsync(violation.ToString());
        await Console.Out.WriteLineAsync(outcome.ToJson());
        return outcome.Violations.Count == 0 ? 0 : 1;
    }

    private static RunOptions Read(IConfiguration asked)
    {
        var options = new RunOptions();
        return options with
        {
            Faults = asked.GetValue("faults", options.Faults),
            Seed = asked.GetValue("seed", options.Seed),
            Embedded = asked.GetValue("embedded", options.Embedded),
            Silos = asked.GetValue("silos", options.Silos),
            Frontends = asked.GetValue("frontends", options.Frontends),
            Chats = asked.GetValue("chats", options.Chats),
            People = asked.GetValue("people", options.People),
            Bound = TimeSpan.FromSeconds(asked.GetValue("bound", options.Bound.TotalSeconds)),
            Kinds = asked["kinds"]?.Split(',').Select(Enum.Parse<FaultKind>).ToArray(),
            Settings = asked["settings"]?.Split(';') ?? [],
            Reports = asked.GetValue("reports", options.Reports),
            Log = line => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.Now:HH:mm:ss.fff} {line}")),
        };
    }
}
