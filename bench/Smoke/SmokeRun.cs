using ConnectNow.Bench.Neighbours;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Restarts;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Smoke;

/// <summary>
/// Every measurement once, with few people and for moments: what they count must be right. A time is never looked at, so that a busy
/// machine changes nothing.
/// </summary>
internal static class SmokeRun
{
    private const int OpenedEvents = 120;
    private const int ManyOpenedEvents = 2_000;

    /// <summary>Less than what makes a server tell a slow connection to resync: nobody may, however slow this machine is.</summary>
    private const int MostFlooded = 100;

    private static readonly Workload Neighbours = new("neighbours", Rooms: 1, Occupants: 4, SendersPerRoom: 0, MessagesPerSecond: 20);
    private static readonly string[] MustBeZero = ["lost_deliveries", "gaps", "duplicates", "resyncs", "refused", "dead_conns", "wrong_answers"];
    private static readonly Timing Moments = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700), Pace.Acknowledged);

    private static readonly Workload[] Workloads =
    [
        new("A", Rooms: 1, Occupants: 10, SendersPerRoom: 0, MessagesPerSecond: 20),
        new("B", Rooms: 1, Occupants: 10, SendersPerRoom: 5),
        new("C", Rooms: 3, Occupants: 4, SendersPerRoom: 1),
        new("D", Rooms: 3, Occupants: 2, SendersPerRoom: 1),
    ];

    /// <summary>Prints a line for each check: 0 when all are ok, else 1.</summary>
    public static async Task<int> RunAsync()
    {
        var wrong = 0;
        using var directory = new TemporaryDirectory(parent: null);
        await using var server = await ServerProcess.StartAsync(directory.Path, keepsPace: false);
        foreach (var workload in Workloads)
        {
            await foreach (var figures in WorkloadBench.RunAsync(workload, Moments, repeat: 1, server.Running)) wrong += Check(workload.Name, figures, everyMessage: true);
        }

        wrong += Check("neighbours", await NeighboursBench.RunAsync(server.Running, Neighbours, Moments, MostFlooded));

        await using var catchUp = new CatchUp(rooms: 2, occupants: 5);
        await using var memory = new SessionMemory(new(Workload.Sessions, Rooms: 1, Occupants: 5, SendersPerRoom: 0), new Settling(Collects: true, TimeSpan.Zero, TimeSpan.Zero), TimeSpan.Zero);
        await using var opening = new ChatOpening(OpenedEvents, ManyOpenedEvents, warmOpenings: 2);
        (string Name, IRestartScenario Scenario)[] scenarios = [("restart", catchUp), ("E", memory), ("open", opening)];
        foreach (var (_, scenario) in scenarios) await scenario.PrepareAsync(server.Running);
        var measured = 0;
        await foreach (var figures in RestartRuns.OnceAsync(server, [.. scenarios.Select(each => each.Scenario)])) wrong += Check(scenarios[measured++].Name, figures);
        return wrong == 0 ? 0 : 1;
    }

    /// <summary>How many checks have failed.</summary>
    private static int Check(string name, Figures figures, bool everyMessage = false)
    {
        var wrong = MustBeZero.Where(figures.Has).Sum(count => Say(figures[count] == 0, $"{name}: {count} {figures[count]}"));
        if (!everyMessage) return wrong;
        return wrong
            + Say(figures["sent"] > 0, $"{name}: sent {figures["sent"]}")
            + Say(figures["acked"] == figures["sent"], $"{name}: acknowledged {figures["acked"]} of {figures["sent"]}")
            + Say(figures["archived"] == figures["sent"], $"{name}: archived {figures["archived"]} of {figures["sent"]}");
    }

    private static int Say(bool isOk, string check)
    {
        Console.WriteLine($"{(isOk ? "ok" : "not ok")} {check}");
        return isOk ? 0 : 1;
    }
}
