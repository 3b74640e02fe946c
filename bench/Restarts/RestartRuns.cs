using System.Diagnostics;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Restarts;

/// <summary>Kills a server and starts it again, and has each scenario do its part around it.</summary>
internal static class RestartRuns
{
    public static async IAsyncEnumerable<Figures> RunAsync(IRestartScenario scenario, int repeat, string? data)
    {
        using var directory = new TemporaryDirectory(data);
        await using var server = await ServerProcess.StartAsync(directory.Path);
        await using (scenario)
        {
            await scenario.PrepareAsync(server.Running);
            for (var run = 0; run < repeat; run++)
            {
                await foreach (var figures in OnceAsync(server, scenario)) yield return figures;
            }
        }
    }

    /// <summary>One restart for all scenarios, which are prepared: what each has measured, in turn.</summary>
    public static async IAsyncEnumerable<Figures> OnceAsync(ServerProcess server, params IReadOnlyList<IRestartScenario> scenarios)
    {
        foreach (var scenario in scenarios) await scenario.BeforeAsync();
        var killed = Stopwatch.GetTimestamp();
        await server.KillAsync();
        foreach (var scenario in scenarios) await scenario.WhileDownAsync(server.DataDirectory);
        var started = Stopwatch.GetTimestamp();
        await server.StartAgainAsync();
        var restart = new Restart(killed, started, Stopwatch.GetTimestamp());
        foreach (var scenario in scenarios) yield return await scenario.MeasureAsync(server.Running, restart);
    }
}
