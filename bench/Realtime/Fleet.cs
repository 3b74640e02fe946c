using System.Diagnostics;
using ConnectNow.Bench.Realtime.Sockets;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>All people of a workload, room after room, each with a client; and the few threads that these share.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int RoomsAtOnce = 4;
    private const int HandshakesAtOnce = 16;

    /// <summary>A server lets go of a connection that says nothing for 30 s.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly EventLoop[] _loops;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _pinging;

    private Fleet(RunningServer server, IReadOnlyList<Room> rooms)
    {
        // The server needs the other half of the machine more.
        _loops = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(number => new EventLoop(number))];
        Clients = [.. rooms.SelectMany(room => room.Tokens.Select(token => (room.Id, Token: token))).Select((person, index) =>
            new HubClient(_loops[index % _loops.Length], server.Address, person.Id, person.Token, index))];
        _pinging = PingAsync();
    }

    public IReadOnlyList<HubClient> Clients { get; }

    /// <summary>How long it took to make the chats, let people in and connect them.</summary>
    public TimeSpan SetUp { get; private set; }

    /// <summary>Everybody is let in, connected, and has the chat open.</summary>
    public static async Task<Fleet> AssembleAsync(RunningServer server, Workload workload)
    {
        var begun = Stopwatch.GetTimestamp();
        var fleet = await GatherAsync(server, workload);
        try
        {
            await fleet.ConnectAsync();
            await fleet.OpenAsync();
            fleet.SetUp = Stopwatch.GetElapsedTime(begun);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everybody is let in; nobody is connected.</summary>
    public static async Task<Fleet> GatherAsync(RunningServer server, Workload workload)
    {
        using var stage = new Stage(server);
        var rooms = new Room[workload.Rooms];
        await Parallel.ForAsync(0, rooms.Length, new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce },
            async (number, _) => rooms[number] = await stage.OpenRoomAsync(number, workload.Occupants));
        return new Fleet(server, rooms);
    }

    public Task ConnectAsync() => EachAsync(client => client.ConnectAsync());

    public Task OpenAsync() => EachAsync(client => client.OpenAsync());

    /// <summary>Does something with the clients of each loop, on their loop's thread: what it answers, loop by loop.</summary>
    public Task<T[]> OnLoopsAsync<T>(Func<EventLoop, IEnumerable<HubClient>, T> work) =>
        Task.WhenAll(_loops.Select(loop => loop.AskAsync(() => work(loop, Clients.Where(client => client.Loop == loop)))));

    public Task OnLoopsAsync(Action<EventLoop, IEnumerable<HubClient>> work) => OnLoopsAsync((loop, clients) =>
    {
        work(loop, clients);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _pinging;
        await OnLoopsAsync((_, clients) =>
        {
            foreach (var client in clients) client.Close();
        });
        foreach (var loop in _loops) loop.Dispose();
        _ended.Dispose();
    }

    private Task EachAsync(Func<HubClient, Task> work) => Parallel.ForEachAsync(
        Clients, new ParallelOptions { MaxDegreeOfParallelism = HandshakesAtOnce }, (client, cancellationToken) => new ValueTask(work(client)));

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                await OnLoopsAsync((_, clients) =>
                {
                    foreach (var client in clients) client.Ping();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // Measured to the end.
        }
    }
}
