using ConnectNow.Bench.Realtime;

namespace ConnectNow.Bench.Neighbours;

/// <summary>Connects, opens the chat, and goes away at once, over and over.</summary>
internal sealed class Reconnects(Fleet people) : INeighbour
{
    private volatile bool _hasEnded;
    private Task _going = Task.CompletedTask;
    private long _times;

    public string Name => "reconnects";

    public Task BeginAsync()
    {
        _hasEnded = false;
        Interlocked.Exchange(ref _times, 0);
        _going = Task.WhenAll(people.Clients.Select(GoOnAsync));
        return Task.CompletedTask;
    }

    public async Task<long> EndAsync()
    {
        _hasEnded = true;
        await _going;
        return Interlocked.Read(ref _times);
    }

    public ValueTask DisposeAsync() => people.DisposeAsync();

    private async Task GoOnAsync(HubClient client)
    {
        while (!_hasEnded)
        {
            await client.ConnectAsync();
            await client.OpenAsync();
            await client.Loop.AskAsync(client.Forget);
            Interlocked.Increment(ref _times);
        }
    }
}
