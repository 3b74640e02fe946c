using System.Diagnostics;
using ConnectNow.Bench.Realtime;

namespace ConnectNow.Bench.Neighbours;

/// <summary>Says things as fast as the connection takes them, whatever is answered.</summary>
/// <param name="people">Who does so.</param>
/// <param name="most">How much is said at most.</param>
internal sealed class Floods(Fleet people, long most) : INeighbour
{
    private const int MessagesAtOnce = 20;
    private const int BatchesAtOnce = 10;

    private static readonly long Pause = Stopwatch.Frequency / 1000;

    private readonly MessageTemplate _template = new(isMarked: false);
    private volatile bool _hasEnded;
    private long _said;

    public string Name => "floods";

    public async Task BeginAsync()
    {
        _hasEnded = false;
        Interlocked.Exchange(ref _said, 0);
        await people.ConnectAsync();
        await people.OpenAsync();
        await people.OnLoopsAsync((_, clients) =>
        {
            foreach (var client in clients) Flood(client);
        });
    }

    public async Task<long> EndAsync()
    {
        _hasEnded = true;
        await people.CloseAsync();
        return Interlocked.Read(ref _said);
    }

    public ValueTask DisposeAsync() => people.DisposeAsync();

    private void Flood(HubClient client)
    {
        if (_hasEnded || client.Fault is not null || Interlocked.Read(ref _said) >= most) return;
        for (var batch = 0; batch < BatchesAtOnce && client.HasSentAll; batch++) client.Call(Batch());
        client.Loop.At(Stopwatch.GetTimestamp() + Pause, () => Flood(client));
    }

    /// <summary>Many records in one frame: nothing forbids it.</summary>
    private byte[] Batch()
    {
        var batch = new List<byte>();
        for (var message = 0; message < MessagesAtOnce; message++)
        {
            lock (_template) batch.AddRange(_template.Next(Interlocked.Increment(ref _said)).Span);
        }

        return [.. batch];
    }
}
