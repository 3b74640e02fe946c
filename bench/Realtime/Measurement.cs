using System.Diagnostics;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>One run: everybody talks through the warm-up and the window, then whatever is under way arrives, then the counts are added up.</summary>
internal sealed class Measurement
{
    private static readonly TimeSpan DrainFor = TimeSpan.FromSeconds(10);

    private readonly RunningServer _server;
    private readonly Workload _workload;
    private readonly Fleet _fleet;
    private readonly Pace _pace;
    private readonly Window _window;
    private readonly long _sentBefore;
    private readonly long? _entriesBefore;

    public Measurement(RunningServer server, Workload workload, Timing timing, Fleet fleet)
    {
        _server = server;
        _workload = workload;
        _fleet = fleet;
        _pace = timing.Pace;
        _sentBefore = fleet.Clients.Sum(client => client.Sent);
        _entriesBefore = server.CountEntries();
        var start = Stopwatch.GetTimestamp() + Ticks(timing.WarmUp);
        _window = new Window(start, start + Ticks(timing.Measured));
        foreach (var client in fleet.Clients) client.Tally = new Tally(_window);
    }

    private IReadOnlyList<HubClient> Clients => _fleet.Clients;

    private long Sent => Clients.Sum(client => client.Sent) - _sentBefore;

    public async Task<Figures> RunAsync()
    {
        // A thread of its own: the pool is busy with what is measured.
        var usage = Task.Factory.StartNew(Watch, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var talking = _workload.IsOpenLoop
            ? Task.Factory.StartNew(TalkOnSchedule, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.WhenAll(BeginTalking());
        await talking;
        var used = await usage;
        await DrainAsync();
        foreach (var client in Clients) client.Talks = null;
        return Report(used);
    }

    private IEnumerable<Task> BeginTalking()
    {
        var stride = _workload.Occupants / _workload.SendersPerRoom;
        foreach (var client in Clients.Where(client => client.Index % _workload.Occupants % stride == 0))
        {
            client.Talks = _pace;
            yield return client.SendAsync(Stopwatch.GetTimestamp());
        }
    }

    private void TalkOnSchedule()
    {
        var step = Stopwatch.Frequency / _workload.MessagesPerSecond;
        var number = 0;
        for (var next = Stopwatch.GetTimestamp() + step; next < _window.End; next += step, number++)
        {
            WaitFor(next);
            // Not waited for: what the server does with one must not hold up the next.
            _ = Clients[number * 7 % _workload.Occupants].SendAsync(next);
        }
    }

    private Usage Watch()
    {
        WaitFor(_window.Start);
        var before = Usage.Now(_server.ProcessId);
        WaitFor(_window.End);
        return Usage.Now(_server.ProcessId).Since(before);
    }

    private async Task DrainAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (Lost() > 0 && Stopwatch.GetElapsedTime(begun) < DrainFor) await Task.Delay(50);
    }

    private long Lost() => ((Sent - Total(tally => tally.Refused)) * _workload.Occupants) - Total(tally => tally.Delivered);

    private long Total(Func<Tally, long> count) => Clients.Sum(client => count(client.Tally));

    private Histogram Merged(Func<Tally, Histogram> which)
    {
        var merged = new Histogram();
        foreach (var client in Clients) merged.Merge(which(client.Tally));
        return merged;
    }

    private Figures Report(Usage used)
    {
        var (delivery, acknowledgement) = (Merged(tally => tally.Delivery), Merged(tally => tally.Acknowledgement));
        var seconds = Stopwatch.GetElapsedTime(_window.Start, _window.End).TotalSeconds;
        var delivered = Total(tally => tally.DeliveredInWindow);
        var memory = Machine.MemoryOf(_server.ProcessId);
        var figures = new Figures()
            .Add("server", "connectnow").Add("workload", _workload.Name).Add("proto", "ws").Add("setup_s", _fleet.SetUp.TotalSeconds, 1)
            .Add("rooms", _workload.Rooms).Add("occ", _workload.Occupants).Add("senders", _workload.Senders).Add("window", 1)
            .Add("pace", _workload.IsOpenLoop ? "schedule" : _pace == Pace.Heard ? "heard" : "acknowledged").Add("secs", used.Seconds, 1)
            .Add("msgs_per_s", Total(tally => tally.AcknowledgedInWindow) / seconds, 1).Add("deliveries_per_s", delivered / seconds)
            .Add("deliver_p50_ms", delivery.Milliseconds(0.5), 3).Add("deliver_p99_ms", delivery.Milliseconds(0.99), 3)
            .Add("deliver_max_ms", delivery.MaxMilliseconds, 1)
            .Add("ack_p50_ms", acknowledgement.Milliseconds(0.5), 3).Add("ack_p99_ms", acknowledgement.Milliseconds(0.99), 3)
            .Add("sent", Sent).Add("acked", Total(tally => tally.Acknowledged)).Add("refused", Total(tally => tally.Refused))
            .Add("lost_deliveries", Lost()).Add("gaps", Total(tally => tally.Gaps)).Add("duplicates", Total(tally => tally.Duplicates))
            .Add("resyncs", Total(tally => tally.Resyncs)).Add("dead_conns", Clients.Count(client => client.IsDead))
            .Add("server_cores", used.ServerCores, 2).Add("loadgen_cores", used.OwnCores, 2).Add("other_cores", used.OtherCores, 2)
            .Add("steal_cores", used.StealCores, 2).Add("load_average", Machine.LoadAverage(), 2)
            .Add("server_rss_mb", memory.Rss, 1).Add("server_pss_mb", memory.Pss, 1)
            .Add("server_cpu_us_per_delivery", used.ServerCores * used.Seconds * 1e6 / Math.Max(1, delivered), 2);
        return _server.CountEntries() - _entriesBefore is { } archived ? figures.Add("archived", archived) : figures;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Sleeps to within a millisecond, and spins for the rest.</summary>
    private static void WaitFor(long time)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), time);
        if (left.TotalMilliseconds >= 1) Thread.Sleep((int)left.TotalMilliseconds);
        while (Stopwatch.GetTimestamp() < time) Thread.SpinWait(20);
    }
}
