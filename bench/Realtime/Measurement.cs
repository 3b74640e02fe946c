using System.Diagnostics;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// One run: everybody talks through the warm-up and the window, then whatever is under way arrives, then the counts are added up.
/// </summary>
internal sealed class Measurement(RunningServer server, Workload workload, Timing timing, Fleet fleet)
{
    private static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(60);

    private long _sentBefore;
    private Window _window = Window.Closed;
    private Tally _tally = new(Window.Closed);

    private long Lost => ((Sent - _tally.Refused) * workload.Occupants) - _tally.Delivered;

    /// <summary>Whether something is still under way, to those who hear it or to the one who said it.</summary>
    private bool IsUnderWay => Lost > 0 || _tally.Acknowledged + _tally.Refused < Sent;

    private long Sent => fleet.Clients.Sum(client => client.Sent) - _sentBefore;

    public async Task<Figures> RunAsync()
    {
        _sentBefore = fleet.Clients.Sum(client => client.Sent);
        var eventsBefore = server.CountEvents();
        var begin = Stopwatch.GetTimestamp();
        _window = new Window(begin + Ticks(timing.WarmUp), begin + Ticks(timing.WarmUp + timing.Measured));
        await BeginAsync(begin);

        await Clock.UntilAsync(_window.Start);
        var before = Usage.Now(server.ProcessId);
        await ProgressAsync();
        var used = Usage.Now(server.ProcessId).Since(before);
        await DrainAsync();
        return Report(used, server.CountEvents() - eventsBefore);
    }

    private Task BeginAsync(long begin) => fleet.OnLoopsAsync((loop, clients) =>
    {
        var tally = new Tally(_window);
        foreach (var client in clients)
        {
            client.Tally = tally;
            client.Talks = null;
            if (!IsSender(client)) continue;
            client.Talks = timing.Pace;
            client.Say(Stopwatch.GetTimestamp());
        }

        if (workload.IsOpenLoop) new OpenLoop(loop, fleet.Clients, workload, begin, _window.End).Begin();
    });

    private bool IsSender(HubClient client) =>
        !workload.IsOpenLoop && client.Index % workload.Occupants % (workload.Occupants / workload.SendersPerRoom) == 0;

    private async Task ProgressAsync()
    {
        using var progress = new Progress($"workload {workload.Name}", _window.Start);
        while (await Clock.UntilAsync(_window.End, Progress.Interval))
        {
            await AddUpAsync();
            progress.Show(_tally.AcknowledgedInWindow, _tally.DeliveredInWindow);
        }
    }

    private async Task DrainAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        await AddUpAsync();
        while (IsUnderWay && Stopwatch.GetElapsedTime(begun) < DrainFor)
        {
            await Task.Delay(50);
            await AddUpAsync();
        }
    }

    private async Task AddUpAsync() => _tally = await fleet.AddUpAsync(_window);

    private Figures Report(Usage used, long? archived)
    {
        var (delivery, acknowledgement) = (_tally.Delivery, _tally.Acknowledgement);
        var seconds = Stopwatch.GetElapsedTime(_window.Start, _window.End).TotalSeconds;
        var delivered = _tally.DeliveredInWindow;
        var memory = Machine.MemoryOf(server.ProcessId);
        var figures = new Figures()
            .Add("server", "connectnow").Add("workload", workload.Name).Add("proto", "ws").Add("setup_s", fleet.SetUp.TotalSeconds, 1)
            .Add("rooms", workload.Rooms).Add("occ", workload.Occupants).Add("senders", workload.Senders).Add("window", 1)
            .Add("pace", workload.IsOpenLoop ? "schedule" : timing.Pace.Name()).Add("secs", used.Seconds, 1)
            .Add("msgs_per_s", _tally.AcknowledgedInWindow / seconds, 1).Add("deliveries_per_s", delivered / seconds)
            .Add("deliver_p50_ms", delivery.Milliseconds(0.5), 3).Add("deliver_p99_ms", delivery.Milliseconds(0.99), 3)
            .Add("deliver_max_ms", delivery.MaxMilliseconds, 1)
            .Add("ack_p50_ms", acknowledgement.Milliseconds(0.5), 3).Add("ack_p99_ms", acknowledgement.Milliseconds(0.99), 3)
            .Add("sent", Sent).Add("acked", _tally.Acknowledged).Add("refused", _tally.Refused)
            .Add("lost_deliveries", Lost).Add("gaps", _tally.Gaps).Add("duplicates", _tally.Duplicates)
            .Add("resyncs", _tally.Resyncs).Add("dead_conns", fleet.Dead)
            .Add("server_cores", used.ServerCores, 2).Add("loadgen_cores", used.OwnCores, 2).Add("other_cores", used.OtherCores, 2)
            .Add("steal_cores", used.StealCores, 2).Add("load_average", Machine.LoadAverage(), 2)
            .Add("server_rss_mb", memory.Rss, 1).Add("server_pss_mb", memory.Pss, 1)
            .Add("server_cpu_us_per_delivery", used.ServerCores * used.Seconds * 1e6 / Math.Max(1, delivered), 2)
            .Add("server_cpu_us_per_msg", used.ServerCores * used.Seconds * 1e6 / Math.Max(1, _tally.AcknowledgedInWindow), 2)
            .Add("loadgen_cpu_us_per_delivery", used.OwnCores * used.Seconds * 1e6 / Math.Max(1, delivered), 2);
        return archived is { } events ? figures.Add("archived", events) : figures;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
