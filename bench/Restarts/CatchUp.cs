using System.Diagnostics;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Restarts;

/// <summary>
/// Everybody is connected when the server dies, comes back as pages do (at random moments, later and later), and is some events
/// behind. Then each chat hears one thing more: everybody must have got all of it, in order, once.
/// </summary>
internal sealed class CatchUp(int rooms, int occupants) : IRestartScenario
{
    private const int Behind = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    private readonly Workload _workload = new("restart", rooms, occupants, SendersPerRoom: 0);
    private readonly int[] _attempts = new int[rooms * occupants];
    private readonly long[] _back = new long[rooms * occupants];
    private readonly Window _always = new(0, long.MaxValue);
    private Fleet? _fleet;
    private long _tried;

    private int People => _attempts.Length;

    public async Task PrepareAsync(RunningServer server) => _fleet = await Fleet.AssembleAsync(server, _workload);

    /// <summary>There is something to be behind with.</summary>
    public async Task BeforeAsync()
    {
        await CountAnewAsync();
        for (var number = 0; number < Behind; number++) await SayInEachRoomAsync();
        await DeliveredAsync(People * Behind);
        await CountAnewAsync();
        Array.Clear(_back);
        Interlocked.Exchange(ref _tried, 0);
        await _fleet!.OnLoopsAsync((_, clients) =>
        {
            foreach (var client in clients) (client.WhenLost, client.WhenConnected, client.WhenOpened) = (ComeBack, static client => client.Open(), NoteBack);
        });
    }

    public Task WhileDownAsync(string dataDirectory) => Task.CompletedTask;

    public async Task<Figures> MeasureAsync(RunningServer server, Restart restart)
    {
        var before = (Server: Machine.CpuOf(server.ProcessId), Own: Environment.CpuUsage.TotalTime);
        await UntilAsync(() => _back.All(time => Volatile.Read(ref time) != 0), "everybody is back");
        var after = (Server: Machine.CpuOf(server.ProcessId), Own: Environment.CpuUsage.TotalTime);
        await SayInEachRoomAsync();
        var tally = await DeliveredAsync(People * (Behind + 1L));
        await _fleet!.OnLoopsAsync((_, clients) =>
        {
            foreach (var client in clients) (client.WhenLost, client.WhenConnected, client.WhenOpened) = (null, null, null);
        });

        var times = _back.Order().Select(time => Stopwatch.GetElapsedTime(restart.ReadyAt, time).TotalSeconds).ToArray();
        return new Figures()
            .Add("server", "connectnow").Add("measured", "restart").Add("conns", People).Add("rooms", rooms).Add("behind", Behind)
            .Add("server_start_s", Stopwatch.GetElapsedTime(restart.StartedAt, restart.ReadyAt).TotalSeconds, 2)
            .Add("caught_up_p50_s", times[People / 2], 2).Add("caught_up_p99_s", times[(People - 1) * 99 / 100], 2).Add("caught_up_s", times[^1], 2)
            .Add("since_start_s", Stopwatch.GetElapsedTime(restart.StartedAt, _back.Max()).TotalSeconds, 2)
            .Add("attempts", Interlocked.Read(ref _tried))
            .Add("lost_deliveries", (People * (Behind + 1L)) - tally.Delivered).Add("gaps", tally.Gaps).Add("duplicates", tally.Duplicates)
            .Add("resyncs", tally.Resyncs).Add("dead_conns", _fleet.Dead)
            .Add("server_cpu_ms_each", (after.Server - before.Server) * 1000 / People, 3)
            .Add("loadgen_cpu_ms_each", (after.Own - before.Own).TotalMilliseconds / People, 3).Add("load_average", Machine.LoadAverage(), 2);
    }

    public ValueTask DisposeAsync() => _fleet?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>As a page does that has lost its connection.</summary>
    private void ComeBack(HubClient client)
    {
        // Back and lost again: what it had is not forgotten a second time.
        if (_attempts[client.Index]++ == 0 && Volatile.Read(ref _back[client.Index]) == 0) client.FallBehind(Behind);
        Volatile.Write(ref _back[client.Index], 0);
        Interlocked.Increment(ref _tried);
        client.Loop.At(Stopwatch.GetTimestamp() + (long)(Backoff.After(_attempts[client.Index] - 1).TotalSeconds * Stopwatch.Frequency), client.Connect);
    }

    private void NoteBack(HubClient client)
    {
        _attempts[client.Index] = 0;
        Volatile.Write(ref _back[client.Index], Stopwatch.GetTimestamp());
    }

    private Task CountAnewAsync() => _fleet!.OnLoopsAsync((_, clients) =>
    {
        var tally = new Tally(_always);
        foreach (var client in clients) client.Tally = tally;
    });

    private Task SayInEachRoomAsync() => _fleet!.OnLoopsAsync((_, clients) =>
    {
        foreach (var client in clients.Where(client => client.Index % occupants == 0)) client.Say(Stopwatch.GetTimestamp());
    });

    private async Task<Tally> DeliveredAsync(long expected)
    {
        var tally = new Tally(_always);
        var begun = Stopwatch.GetTimestamp();
        while ((tally = await _fleet!.AddUpAsync(_always)).Delivered < expected && Stopwatch.GetElapsedTime(begun) < Timeout) await Task.Delay(20);
        return tally;
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        using var progress = new Progress("restart", Stopwatch.GetTimestamp());
        var begun = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(begun) > Timeout) throw new TimeoutException($"Not within {Timeout.TotalMinutes:0} minutes: {what}; {_back.Count(time => time == 0)} are not.");
            progress.Show($"{_back.Count(time => time != 0)} of {People} are back");
            await Task.Delay(20);
        }
    }
}

/// <summary>How long pages wait before they connect again: the same times as theirs.</summary>
internal static class Backoff
{
    private const double Shortest = 200;
    private const double Longest = 8_000;
    private const int LastDoubling = 16;

    public static TimeSpan After(int failures)
    {
        var ceiling = Math.Min(Longest, Shortest * Math.Pow(2, Math.Min(failures, LastDoubling)));
        return TimeSpan.FromMilliseconds(Math.Max(Shortest / 2, ceiling * Random.Shared.NextDouble()));
    }
}
