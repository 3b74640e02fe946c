using System.Diagnostics;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Restarts;

/// <summary>
/// Workload E: what a session costs the server in memory, connected, and then in its chat. The server has just started on chats and people
/// that are there already, so that neither letting them in nor making chats counts, but what a chat takes when its first person comes does.
/// </summary>
/// <param name="workload">How many chats and people.</param>
/// <param name="settling">How memory comes to rest before it is looked at.</param>
/// <param name="idleFor">How long all are left alone, to see what CPU that takes.</param>
internal sealed class SessionMemory(Workload workload, Settling settling, TimeSpan idleFor) : IRestartScenario
{
    private const int WarmUpPeople = 10;

    private Fleet? _fleet;
    private Fleet? _first;

    public async Task PrepareAsync(RunningServer server)
    {
        _first = await Fleet.GatherAsync(server, new Workload("warm-up", Rooms: 1, WarmUpPeople, SendersPerRoom: 0));
        _fleet = await Fleet.GatherAsync(server, workload);
    }

    public Task BeforeAsync() => Task.WhenAll(_first!.CloseAsync(), _fleet!.CloseAsync());

    public Task WhileDownAsync(string dataDirectory) => Task.CompletedTask;

    public async Task<Figures> MeasureAsync(RunningServer server, Restart restart)
    {
        // The code that takes connections is there, as in a server that has been up for a while.
        await _first!.ConnectAsync();
        await _first.OpenAsync();
        var before = await settling.MemoryOfAsync(server.ProcessId);

        var (begun, cpu) = (Stopwatch.GetTimestamp(), Machine.CpuOf(server.ProcessId));
        await _fleet!.ConnectAsync();
        var connecting = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        cpu = Machine.CpuOf(server.ProcessId) - cpu;
        var idle = await settling.MemoryOfAsync(server.ProcessId);

        await _fleet.OpenAsync();
        var joined = await settling.MemoryOfAsync(server.ProcessId);
        var idleBefore = Usage.Now(server.ProcessId);
        await Task.Delay(idleFor);
        var used = Usage.Now(server.ProcessId).Since(idleBefore);

        var people = _fleet.Clients.Count;
        return new Figures()
            .Add("server", "connectnow").Add("workload", workload.Name).Add("proto", "ws").Add("settling", settling.Name).Add("conns", people)
            .Add("connect_per_s", people / connecting).Add("connect_cpu_ms_each", cpu * 1000 / people, 3)
            .Add("rss0_mb", before.Rss, 1).Add("rss_idle_mb", idle.Rss, 1).Add("rss_joined_mb", joined.Rss, 1)
            .Add("pss0_mb", before.Pss, 1).Add("pss_idle_mb", idle.Pss, 1).Add("pss_joined_mb", joined.Pss, 1)
            .Add("kb_per_idle_session", (idle.Pss - before.Pss) * 1024 / people, 1)
            .Add("kb_per_joined_session", (joined.Pss - before.Pss) * 1024 / people, 1)
            .Add("idle_cores", used.ServerCores, 3).Add("dead_conns", _fleet.Dead).Add("load_average", Machine.LoadAverage(), 2);
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null) await _first.DisposeAsync();
        if (_fleet is not null) await _fleet.DisposeAsync();
    }
}
