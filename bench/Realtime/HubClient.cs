using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// One connection of one person: a plain WebSocket that speaks SignalR's JSON protocol just as far as needed, keeps the protocol's one
/// rule (entries by number, each once, none left out), and counts where the server does not.
/// </summary>
internal sealed partial class HubClient : IAsyncDisposable
{
    private static readonly byte[] Handshake = Encoding.ASCII.GetBytes("""{"protocol":"json","version":1}""" + "\u001e");
    private static readonly byte[] OpenCall = Encoding.ASCII.GetBytes("""{"type":1,"invocationId":"open","target":"Open","arguments":[null]}""" + "\u001e");
    private static readonly byte[] Ping = Encoding.ASCII.GetBytes("""{"type":6}""" + "\u001e");

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly MessageTemplate _template = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private bool _ending;

    private HubClient(int index) => Index = index;

    public int Index { get; }

    /// <summary>What counts now.</summary>
    public Tally Tally { get; set; } = new(Window.Closed);

    /// <summary>Until the window ends, says the next thing as soon as this has become of the last one; null: says nothing by itself.</summary>
    public Pace? Talks { get; set; }

    public long Sent { get; private set; }

    /// <summary>The connection has ended before its time.</summary>
    public bool IsDead { get; private set; }

    public static async Task<HubClient> OpenAsync(Uri server, string chatId, string token, int index, CancellationToken cancellationToken)
    {
        var client = new HubClient(index);
        client._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        var hub = new UriBuilder(server) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={chatId}" }.Uri;
        await client._socket.ConnectAsync(hub, cancellationToken);
        await client.WriteAsync(Handshake);
        await client.WriteAsync(OpenCall);
        client._reading = client.ReadAsync();
        await client._opened.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        return client;
    }

    public async Task SendAsync(long scheduled)
    {
        await _sending.WaitAsync();
        try
        {
            Sent++;
            _lastSent = scheduled;
            await _socket.SendAsync(_template.Next(scheduled), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            IsDead = true;
        }
        finally
        {
            _sending.Release();
        }
    }

    public Task PingAsync() => IsDead ? Task.CompletedTask : WriteAsync(Ping);

    public async ValueTask DisposeAsync()
    {
        _ending = true;
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            IsDead = true;
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var buffer = new byte[16 * 1024];
            var held = 0;
            while (await _socket.ReceiveAsync(buffer.AsMemory(held), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
            {
                held += received.Count;
                held = Take(buffer, held, Stopwatch.GetTimestamp());
                if (held == buffer.Length) Array.Resize(ref buffer, held * 2);
                if (_asksForMissing) await WriteAsync(SyncCall());
                if (_mayTalk) await TalkAsync();
            }

            IsDead = true;
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            IsDead = !_ending;
        }
        finally
        {
            _opened.TrySetException(new InvalidOperationException("The connection has ended before the chat was open."));
        }
    }

    private Task TalkAsync()
    {
        _mayTalk = false;
        var now = Stopwatch.GetTimestamp();
        return Talks is not null && now < Tally.Window.End ? SendAsync(now) : Task.CompletedTask;
    }
}
