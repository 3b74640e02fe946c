using System.Globalization;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;

namespace ConnectNow.Bench.Peers;

/// <summary>A peer and us in turn on the same machine, several times: the medians side by side, and our ratio to the peer.</summary>
internal static class CompareBench
{
    /// <summary>Where the peers' script is, unless the command line says it.</summary>
    private const string PeersVariable = "CONNECTNOW_PEERS";

    private const int LeastRounds = 3;

    private static readonly string[] Talking =
    [
        "msgs_per_s", "deliveries_per_s", "deliver_p50_ms", "deliver_p99_ms", "ack_p50_ms", "ack_p99_ms", "lost_deliveries", "dead_conns",
        "server_cores", "loadgen_cores", "other_cores", "server_pss_mb", "server_cpu_us_per_delivery",
    ];

    private static readonly string[] Memory = ["pss0_mb", "pss_joined_mb", "kb_per_idle_session", "kb_per_joined_session", "connect_cpu_ms_each", "idle_cores"];

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "rounds", "peers", "pace", "seconds", "warm", "data");
        // Either may come first: no peer has a name of one letter.
        var (first, second) = (asked.Word(0), asked.Word(1));
        var (letter, peer) = first?.Length == 1 ? (first, second) : (second, first);
        var workload = Workload.Named(letter);
        if (peer is null) throw new UsageException("Say which peer to compare with.");
        var folder = asked.Text("peers") ?? Environment.GetEnvironmentVariable(PeersVariable)
            ?? throw new UsageException($"Say where the peers' script is: --peers DIR, or the environment variable {PeersVariable}.");
        var rounds = asked.Number("rounds", LeastRounds, most: 20);
        if (rounds < LeastRounds) throw new UsageException($"Fewer than {LeastRounds} rounds say nothing: single runs move by 20 %.");
        return RunAsync(new PeerServer(folder, peer), peer, workload, WorkloadBench.TimingOf(asked), rounds, asked.Text("data"));
    }

    private static async IAsyncEnumerable<Figures> RunAsync(
        PeerServer server, string peer, Workload workload, Timing timing, int rounds, string? data)
    {
        var (theirs, ours) = (new List<IReadOnlyDictionary<string, double>>(), new List<Figures>());
        for (var round = 1; round <= rounds; round++)
        {
            await Console.Error.WriteLineAsync($"round {round} of {rounds}: {peer}");
            theirs.Add(await server.RunAsync(workload.Name, timing.WarmUp, timing.Measured));
            await Console.Error.WriteLineAsync($"round {round} of {rounds}: connectnow");
            await foreach (var figures in WorkloadBench.RunOwnAsync(workload, timing, repeat: 1, data)) ours.Add(figures);
        }

        var median = Figures.MedianOf(ours);
        var result = new Figures().Add("measured", "compare").Add("workload", workload.Name).Add("peer", peer)
            .Add("pace", workload.IsOpenLoop ? "schedule" : timing.Pace.Name()).Add("rounds", rounds);
        await Console.Out.WriteLineAsync(Row($"workload {workload.Name}, median of {rounds}", peer, "connectnow", "ratio"));
        foreach (var name in workload.Name == Workload.Sessions ? Memory : Talking)
        {
            var (their, our) = (Figures.MedianOf(theirs.Select(run => run.GetValueOrDefault(name, double.NaN))), median[name]);
            if (double.IsNaN(their)) continue;
            result.Add($"peer_{name}", their, 3).Add(name, our, 3);
            if (their != 0) result.Add($"{name}_ratio", our / their, 3);
            await Console.Out.WriteLineAsync(Row(name, Number(their), Number(our), their == 0 ? "" : Number(our / their)));
        }

        yield return result;
    }

    private static string Row(string name, string theirs, string ours, string ratio) => $"{name,-30} {theirs,18} {ours,14} {ratio,10}";

    private static string Number(double number) =>
        number.ToString(Math.Abs(number) >= 1000 ? "#,0" : "0.###", CultureInfo.InvariantCulture);
}
