using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security.Hostile;

/// <summary>A WebSocket to the hub that sends whatever it is given, and takes note of each completed invocation it hears of.</summary>
internal sealed class RawHub : IDisposable
{
    private const char RecordSeparator = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _heard = new();

    private RawHub()
    {
    }

    /// <summary>What the server said when it closed the connection.</summary>
    public string? Farewell { get; private set; }

    public static async Task<RawHub> ConnectAsync(Person person, string protocol)
    {
        var hub = new RawHub();
        hub._socket.Options.SetRequestHeader("Authorization", $"Bearer {person.Token}");
        var address = new UriBuilder(person.TestHost.Server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={person.TestHost.ChatId}" }.Uri;
        await hub._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        await hub.SendAsync(Encoding.UTF8.GetBytes($"{{\"protocol\":\"{protocol}\",\"version\":1}}{RecordSeparator}"));
        Assert.StartsWith("{}\u001e", Encoding.UTF8.GetString(await hub.ReceiveAsync()), StringComparison.Ordinal);
        return hub;
    }

    /// <summary>Sends bytes as one message; false when the server has closed the connection.</summary>
    public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    /// <summary>The next completions, so many of them, or fewer when the server closes the connection.</summary>
    public async Task<List<JsonObject>> CompletionsAsync(int count)
    {
        var completions = new List<JsonObject>();
        while (completions.Count < count && await ReceiveAsync() is { Length: > 0 } message)
        {
            Farewell = Encoding.UTF8.GetString(message).Split(RecordSeparator).FirstOrDefault(record => record.StartsWith("{\"type\":7", StringComparison.Ordinal)) ?? Farewell;
            var records = Encoding.UTF8.GetString(message).Split(RecordSeparator, StringSplitOptions.RemoveEmptyEntries);
            completions.AddRange(records.Where(record => record.StartsWith("{\"type\":3", StringComparison.Ordinal)).Select(record => JsonNode.Parse(record)!.AsObject()));
        }

        return completions;
    }

    /// <summary>Reads until a message holds these bytes, or until the server closes the connection.</summary>
    public async Task HearsAsync(byte[] bytes)
    {
        while (await ReceiveAsync() is { Length: > 0 } message && message.AsSpan().IndexOf(bytes) < 0) { }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _heard.Dispose();
    }

    /// <summary>The next message whole; empty when the connection is closed.</summary>
    private async Task<byte[]> ReceiveAsync()
    {
        _heard.SetLength(0);
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(_buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask()
                    .WaitAsync(Eventually.Timeout);
                if (received.MessageType == WebSocketMessageType.Close) return [];
                _heard.Write(_buffer, 0, received.Count);
                if (received.EndOfMessage) return _heard.ToArray();
            }
        }
        catch (WebSocketException)
        {
            return [];
        }
    }
}
