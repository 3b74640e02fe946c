using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>One workload: a server, people in its chats, and measured runs one after the other.</summary>
internal static class WorkloadBench
{
    private const int MaxSeconds = 120;

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "seconds", "warm", "repeat", "data", "url", "token", "pid", "pace");
        var workload = Workload.Named(asked.Word(0));
        var timing = new Timing(
            TimeSpan.FromSeconds(asked.Number("warm", 2, MaxSeconds)),
            TimeSpan.FromSeconds(asked.Number("seconds", 8, MaxSeconds)),
            PaceOf(asked.Text("pace")));
        var repeat = asked.Number("repeat", 1, most: 20);
        return asked.Text("url") is { } url
            ? RunAsync(workload, timing, repeat, Running(asked, url))
            : RunOwnAsync(workload, timing, repeat, asked.Text("data"));
    }

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

    private static async IAsyncEnumerable<Figures> RunOwnAsync(Workload workload, Timing timing, int repeat, string? data)
    {
        using var directory = new TemporaryDirectory(data);
        await using var server = await ServerProcess.StartAsync(directory.Path);
        await foreach (var figures in RunAsync(workload, timing, repeat, server.Running)) yield return figures;
    }

    private static async IAsyncEnumerable<Figures> RunAsync(Workload workload, Timing timing, int repeat, RunningServer server)
    {
        await using var fleet = await Fleet.AssembleAsync(server, workload);
        for (var run = 0; run < repeat; run++) yield return await new Measurement(server, workload, timing, fleet).RunAsync();
    }
}

/// <summary>How long a run is: what is sent while it warms up does not count.</summary>
/// <param name="WarmUp">How long that is.</param>
/// <param name="Measured">How long the window is.</param>
/// <param name="Pace">When somebody who talks in a closed loop goes on.</param>
internal sealed record Timing(TimeSpan WarmUp, TimeSpan Measured, Pace Pace);

/// <summary>What must have become of a message before its sender says the next thing.</summary>
internal enum Pace
{
    /// <summary>The server has answered that it is durable.</summary>
    Acknowledged,

    /// <summary>The sender has got it as everybody else does: all that servers without an answer offer.</summary>
    Heard,
}
