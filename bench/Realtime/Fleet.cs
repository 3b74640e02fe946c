using System.Diagnostics;
using ConnectNow.Bench.Realtime.Sockets;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>All people of a workload, room after room, each with a client; and the few threads that these share.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int HandshakesAtOnce = 32;

    /// <summary>A server lets go of a connection that says nothing for 30 s.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly EventLoop[] _loops;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _pinging;

    /// <param name="server">What they connect to.</param>
    /// <param name="rooms">Where, and by which tokens; nobody is connected yet.</param>
    public Fleet(RunningServer server, IReadOnlyList<Room> rooms)
    {
        // The server needs the other half of the machine more.
        _loops = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2)).Select(number => new EventLoop(number))];
        Tally[] tallies = [.. _loops.Select(_ => new Tally(Window.Closed))];
        Clients = [.. rooms.SelectMany(room => room.Tokens.Select(token => (room.Id, Token: token))).Select((person, index) =>
            new HubClient(_loops[index % _loops.Length], server.Address, person.Id, person.Token, index) { Tally = tallies[index % _loops.Length] })];
        _pinging = PingAsync();
    }

    public IReadOnlyList<HubClient> Clients { get; }

    /// <summary>How many connections have ended before their time.</summary>
    public int Dead => Clients.Count(client => client.Fault is not null);

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
        using var joiner = new ChatJoiner(server);
        return new Fleet(server, await joiner.OpenRoomsAsync(workload.Rooms, workload.Occupants));
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

    /// <summary>What all loops have seen so far. Each writes its own tally, and is asked in its turn.</summary>
    public async Task<Tally> AddUpAsync(Window window)
    {
        var sum = new Tally(window);
        await OnLoopsAsync((_, clients) =>
        {
            if (clients.FirstOrDefault() is not { } one) return;
            lock (sum) sum.Merge(one.Tally);
        });
        return sum;
    }

    /// <summary>Ends all connections from here; they can be made again.</summary>
    public Task CloseAsync() => OnLoopsAsync((_, clients) =>
    {
        foreach (var client in clients) client.Close();
    });

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _pinging;
        await CloseAsync();
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
