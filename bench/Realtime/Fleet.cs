using System.Diagnostics;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>All connections of a workload: room after room, each client open and up to date.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const int RoomsAtOnce = 4;
    private const int HandshakesAtOnce = 16;

    /// <summary>A server lets go of a connection that says nothing for 30 s.</summary>
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ended = new();
    private readonly Task _pinging;

    private Fleet(IReadOnlyList<HubClient> clients, TimeSpan setUp)
    {
        Clients = clients;
        SetUp = setUp;
        _pinging = PingAsync();
    }

    public IReadOnlyList<HubClient> Clients { get; }

    /// <summary>How long it took to make the chats, let people in and connect them.</summary>
    public TimeSpan SetUp { get; }

    public static async Task<Fleet> AssembleAsync(RunningServer server, Workload workload)
    {
        var begun = Stopwatch.GetTimestamp();
        using var stage = new Stage(server);
        var rooms = new Room[workload.Rooms];
        await Parallel.ForAsync(0, rooms.Length, new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce },
            async (number, _) => rooms[number] = await stage.OpenRoomAsync(number, workload.Occupants));

        var clients = new HubClient[workload.Rooms * workload.Occupants];
        await Parallel.ForAsync(0, clients.Length, new ParallelOptions { MaxDegreeOfParallelism = HandshakesAtOnce }, async (index, cancellationToken) =>
        {
            var room = rooms[index / workload.Occupants];
            clients[index] = await HubClient.OpenAsync(server.Address, room.Id, room.Tokens[index % workload.Occupants], index, cancellationToken);
        });
        return new Fleet(clients, Stopwatch.GetElapsedTime(begun));
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _pinging;
        foreach (var client in Clients) await client.DisposeAsync();
        _ended.Dispose();
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                foreach (var client in Clients) await client.PingAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Measured to the end.
        }
    }
}
