using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Realtime.Sockets;

namespace ConnectNow.Bench.Tests.Realtime;

/// <summary>
/// The other end of one hub connection at a time, on .NET's own WebSocket (which refuses frames that are not masked): it says what a test
/// wants, right or wrong.
/// </summary>
internal sealed class FaultyHub : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;
    private TcpClient? _connection;
    private WebSocket? _socket;

    private FaultyHub(long lastSeq)
    {
        Snapshot = ([], lastSeq);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What <c>Open</c> answers.</summary>
    public (long[] Events, long LastSeq) Snapshot { get; set; }

    public string? LastOpen { get; private set; }

    public static FaultyHub Start(long lastSeq) => new(lastSeq);

    public static string EventsOf(params long[] numbers) =>
        $$$"""{"type":1,"target":"events","arguments":[{"events":[{{{Events(numbers)}}}],"people":[]}]}""";

    public Task SayEventsAsync(params long[] numbers) => SayAsync(EventsOf(numbers));

    public Task AnswerSyncAsync(params long[] numbers) => SayAsync(Answer("sync", numbers, numbers[^1]));

    public Task SayAsync(string record) => SendAsync(record + "\u001e", isEnd: true);

    public async Task SayInFragmentsAsync(string record)
    {
        foreach (var part in (record + "\u001e").Chunk(100)) await SendAsync(new string(part), isEnd: false);
        await SendAsync("", isEnd: true);
    }

    /// <summary>The next call of the client, but for <c>Open</c>: its name and argument.</summary>
    public async Task<string> NextCallAsync()
    {
        using var call = JsonDocument.Parse(await NextRecordAsync());
        return NameOf(call);
    }

    public async Task<string> NextRecordAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(Timeout);

    public Task HangUpAsync()
    {
        _connection!.Close();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _connection?.Close();
        _listener.Stop();
        await _serving;
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                _connection = await _listener.AcceptTcpClientAsync(_ended.Token);
                await TalkAsync(_connection.GetStream());
            }
            catch (Exception ended) when (ended is OperationCanceledException or WebSocketException or IOException or SocketException or ObjectDisposedException)
            {
                // The client or the test has hung up: the next one may come.
            }
        }
    }

    private async Task TalkAsync(NetworkStream stream)
    {
        var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var key = "";
        while (await reader.ReadLineAsync(_ended.Token) is { Length: > 0 } line)
        {
            if (line.StartsWith("Sec-WebSocket-Key:", StringComparison.Ordinal)) key = line.Split(' ')[1];
        }

        var accept = $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Upgrade.AcceptOf(key)}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(accept), _ended.Token);
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        var buffer = new byte[64 * 1024];
        while (await _socket.ReceiveAsync(buffer.AsMemory(), _ended.Token) is { MessageType: WebSocketMessageType.Text } received)
        {
            Assert.True(received.EndOfMessage);
            foreach (var record in Encoding.ASCII.GetString(buffer, 0, received.Count).Split('\u001e', StringSplitOptions.RemoveEmptyEntries)) await TakeAsync(record);
        }
    }

    private async Task TakeAsync(string record)
    {
        using var call = JsonDocument.Parse(record);
        if (call.RootElement.TryGetProperty("protocol", out _))
        {
            await SayAsync("{}");
        }
        else if (call.RootElement.GetProperty("target").GetString() == "Open")
        {
            LastOpen = NameOf(call);
            await SayAsync(Answer("open", Snapshot.Events, Snapshot.LastSeq));
        }
        else
        {
            await _calls.Writer.WriteAsync(record);
        }
    }

    private static string NameOf(JsonDocument call) =>
        $"{call.RootElement.GetProperty("target").GetString()} {call.RootElement.GetProperty("arguments")[0].GetRawText()}";

    private Task SendAsync(string text, bool isEnd) =>
        _socket!.SendAsync(Encoding.ASCII.GetBytes(text).AsMemory(), WebSocketMessageType.Text, isEnd, _ended.Token).AsTask();

    private static string Answer(string id, long[] numbers, long lastSeq) =>
        $$$"""{"type":3,"invocationId":"{{{id}}}","result":{"people":[],"events":[{{{Events(numbers)}}}],"last_seq":{{{lastSeq}}},"reset":false,"refusal":null}}""";

    private static string Events(long[] numbers) => string.Join(',', numbers.Select(seq =>
        $$"""{"seq":{{seq}},"kind":"message","at":"2026-05-04T09:02:11.123Z","by":"a1b2c3d4e5f6g7h8","text":"{{Text}}","client_id":"1","attachments":[]}"""));

    private static string Text { get; } = Encoding.ASCII.GetString(MessageTemplate.Marker) + new string('0', Workload.TextLength - MessageTemplate.Marker.Length);
}
