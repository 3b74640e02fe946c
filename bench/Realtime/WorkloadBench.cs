using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Restarts;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>One workload: a server, people in its chats, and measured runs one after the other.</summary>
internal static class WorkloadBench
{
    private const int MaxSeconds = 120;

    private static readonly TimeSpan IdleFor = TimeSpan.FromSeconds(3);

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "seconds", "warm", "repeat", "data", "url", "token", "pid", "pace", "settle");
        var workload = Workload.Named(asked.Word(0));
        if (workload.Name == Workload.Sessions) return MemoryOf(workload, asked);
        var timing = TimingOf(asked);
        var repeat = asked.Number("repeat", 1, most: 20);
        return asked.Text("url") is { } url
            ? RunAsync(workload, timing, repeat, Running(asked, url))
            : RunOwnAsync(workload, timing, repeat, asked.Text("data"));
    }

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static Timing TimingOf(Arguments asked) => new(
        TimeSpan.FromSeconds(asked.Number("warm", 2, MaxSeconds)),
        TimeSpan.FromSeconds(asked.Number("seconds", 8, MaxSeconds)),
        PaceOf(asked.Text("pace")));

    /// <summary>A server of its own, and runs on it.</summary>
    public static async IAsyncEnumerable<Figures> RunOwnAsync(Workload workload, Timing timing, int repeat, string? data)
    {
        if (workload.Name == Workload.Sessions)
        {
            await foreach (var figures in RestartRuns.RunAsync(new SessionMemory(workload, Waiting(collects: false), IdleFor), repeat, data)) yield return figures;
            yield break;
        }

        using var directory = new TemporaryDirectory(data);
        await using var server = await ServerProcess.StartAsync(directory.Path);
        await foreach (var figures in RunAsync(workload, timing, repeat, server.Running)) yield return figures;
    }

    /// <summary>Runs on a server that is there, with people of their own.</summary>
    public static async IAsyncEnumerable<Figures> RunAsync(Workload workload, Timing timing, int repeat, RunningServer server)
    {
        await using var fleet = await Fleet.AssembleAsync(server, workload);
        for (var run = 0; run < repeat; run++) yield return await new Measurement(server, workload, timing, fleet).RunAsync();
    }

    private static IAsyncEnumerable<Figures> MemoryOf(Workload workload, Arguments asked)
    {
        if (asked.Text("url") is not null) throw new UsageException("Workload E starts a server again, so that it can't be one that runs already.");
        var collects = asked.Text("settle") switch
        {
            null or "waited" => false,
            "collected" => true,
            _ => throw new UsageException("--settle is waited or collected."),
        };
        return RestartRuns.RunAsync(new SessionMemory(workload, Waiting(collects), IdleFor), asked.Number("repeat", 1, most: 20), asked.Text("data"));
    }

    private static Settling Waiting(bool collects) => new(collects, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(30));

    private static Pace PaceOf(string? name) => name switch
    {
        null or "acknowledged" => Pace.Acknowledged,
        "heard" => Pace.Heard,
        _ => throw new UsageException("--pace is acknowledged or heard."),
    };

    private static RunningServer Running(Arguments asked, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !address.IsLoopback || address.Scheme != Uri.UriSchemeHttp)
            throw new UsageException("--url must be the http address of a server on this machine: what is measured takes all it can get.");
        var token = asked.Text("token") ?? throw new UsageException("--url needs --token.");
        if (asked.Text("pid") is null) throw new UsageException("--url needs --pid.");
        return new RunningServer(address, token, asked.Number("pid", 0, int.MaxValue), DatabasePath: null);
    }

}

/// <summary>How long a run is: what is sent while it warms up does not count.</summary>
/// <param name="WarmUp">How long that is.</param>
/// <param name="Measured">How long the window is.</param>
/// <param name="Pace">When a person who talks in a closed loop goes on.</param>
internal sealed record Timing(TimeSpan WarmUp, TimeSpan Measured, Pace Pace);

/// <summary>What must have become of a message before its sender says the next thing.</summary>
internal enum Pace
{
    /// <summary>The server has answered that it is durable.</summary>
    Acknowledged,

    /// <summary>The sender has got it as everybody else does: all that servers without an answer offer.</summary>
    Heard,
}

/// <summary>How a pace is named on the command line and in figures.</summary>
internal static class PaceNames
{
    public static string Name(this Pace pace) => pace == Pace.Heard ? "heard" : "acknowledged";
}
