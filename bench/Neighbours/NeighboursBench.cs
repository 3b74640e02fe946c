using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Neighbours;

/// <summary>
/// What people feel of a person in their chat who never reads, floods, or connects in a loop: the time from sending to hearing, beside that
/// of a run just before without. The server lets everybody say only as much as the product does by itself.
/// </summary>
internal static class NeighboursBench
{
    private const int Silent = 4;
    private const int Flooding = 1;
    private const int Reconnecting = 4;

    private static readonly Workload Normal = new("neighbours", Rooms: 4, Occupants: 25, SendersPerRoom: 0, MessagesPerSecond: 20);

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "seconds", "warm", "repeat", "data");
        var timing = new Timing(TimeSpan.FromSeconds(asked.Number("warm", 2)), TimeSpan.FromSeconds(asked.Number("seconds", 8)), Pace.Acknowledged);
        return RunAsync(timing, asked.Number("repeat", 1, most: 20), asked.Text("data"));
    }

    /// <summary>Alone and beside each neighbour, in turn.</summary>
    /// <param name="server">Where.</param>
    /// <param name="normal">The people who do nothing special.</param>
    /// <param name="timing">Of each of the runs.</param>
    /// <param name="mostFlooded">How much the one who floods says at most.</param>
    public static async Task<Figures> RunAsync(RunningServer server, Workload normal, Timing timing, long mostFlooded = long.MaxValue)
    {
        using var joiner = new ChatJoiner(server);
        var rooms = await joiner.OpenRoomsAsync(normal.Rooms, normal.Occupants + Silent + Flooding + Reconnecting);
        await using var people = new Fleet(server, [.. rooms.Select(room => room with { Tokens = [.. room.Tokens.Take(normal.Occupants)] })]);
        await people.ConnectAsync();
        await people.OpenAsync();

        var next = normal.Occupants;
        INeighbour[] neighbours = [new NeverReads(Others(Silent)), new Floods(Others(Flooding), mostFlooded), new Reconnects(Others(Reconnecting))];
        var figures = new Figures().Add("server", "connectnow").Add("measured", "neighbours").Add("rooms", normal.Rooms)
            .Add("occ", normal.Occupants);
        var runs = new List<Figures>();
        foreach (var neighbour in neighbours)
        {
            await using (neighbour) runs.AddRange(await BesideAsync(figures, neighbour, () => new Measurement(server, normal, timing, people).RunAsync()));
        }

        foreach (var count in (string[])["lost_deliveries", "gaps", "duplicates", "resyncs", "refused"]) figures.Add(count, runs.Sum(run => run[count]));
        return figures.Add("dead_conns", people.Dead).Add("load_average", Machine.LoadAverage(), 2);

        Fleet Others(int count)
        {
            var first = next;
            next += count;
            return new Fleet(server, [rooms[0] with { Tokens = [.. rooms[0].Tokens.Skip(first).Take(count)] }]);
        }
    }

    private static async IAsyncEnumerable<Figures> RunAsync(Timing timing, int repeat, string? data)
    {
        for (var run = 0; run < repeat; run++)
        {
            using var directory = new TemporaryDirectory(data);
            await using var server = await ServerProcess.StartAsync(directory.Path, keepsPace: true);
            yield return await RunAsync(server.Running, Normal, timing);
        }
    }

    private static async Task<Figures[]> BesideAsync(Figures figures, INeighbour neighbour, Func<Task<Figures>> measure)
    {
        var alone = await measure();
        await neighbour.BeginAsync();
        var beside = await measure();
        var times = await neighbour.EndAsync();
        figures
            .Add($"{neighbour.Name}_times", times).Add($"{neighbour.Name}_alone_p99_ms", alone["deliver_p99_ms"], 3)
            .Add($"{neighbour.Name}_p50_ms", beside["deliver_p50_ms"], 3).Add($"{neighbour.Name}_p99_ms", beside["deliver_p99_ms"], 3)
            .Add($"{neighbour.Name}_p99_ratio", beside["deliver_p99_ms"] / alone["deliver_p99_ms"], 2)
            .Add($"{neighbour.Name}_server_cores", beside["server_cores"], 2).Add($"{neighbour.Name}_loadgen_cores", beside["loadgen_cores"], 2);
        return [alone, beside];
    }
}
