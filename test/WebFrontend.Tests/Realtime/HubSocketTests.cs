using System.Net.WebSockets;
using System.Text;
using ConnectNow.WebFrontend.Realtime.Sockets;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.WebFrontend.Tests.Realtime;

public sealed class HubSocketTests(Server server)
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_goodbye_is_answered()
    {
        using var socket = await ConnectAsync();
        await SayAsync(socket, Handshake);
        Assert.Equal("{}\u001e", await HearAsync(socket));

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken)
            .WaitAsync(Timeout, TestContext.Current.CancellationToken);

        Assert.Equal(WebSocketState.Closed, socket.State);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task A_record_may_come_in_pieces_and_several_in_one_piece()
    {
        using var socket = await ConnectAsync();
        foreach (var piece in Handshake.Chunk(7)) await SayAsync(socket, new string(piece), isWhole: false);
        await SayAsync(socket, "", isWhole: true);
        Assert.Equal("{}\u001e", await HearAsync(socket));

        await SayAsync(socket, Call("1") + Call("2"));

        var heard = new StringBuilder();
        while (!(heard.ToString().Contains("\"invocationId\":\"1\"", StringComparison.Ordinal) && heard.ToString().Contains("\"invocationId\":\"2\"", StringComparison.Ordinal)))
            heard.Append(await HearAsync(socket));

        static string Call(string id) => $$"""{"type":1,"invocationId":"{{id}}","target":"Sync","arguments":[null]}""" + "\u001e";
    }

    [Fact]
    public async Task A_record_that_is_too_long_ends_the_connection()
    {
        using var socket = await ConnectAsync();
        await SayAsync(socket, Handshake);
        await HearAsync(socket);

        await SayAsync(socket, new string('x', 70_000));

        var heard = "";
        while (socket.State == WebSocketState.Open) heard += await HearAsync(socket);
        Assert.Contains("\"type\":7", heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_shakes_no_hands_is_let_go()
    {
        using var socket = await ConnectAsync();

        await SayAsync(socket, "{\"protocol\":\"semaphore\",\"version\":1}\u001e");

        Assert.Contains("not supported", await HearAsync(socket), StringComparison.Ordinal);
        await HearAsync(socket);
        Assert.Equal(WebSocketState.CloseReceived, socket.State);
    }

    [Fact]
    public async Task A_socket_that_takes_nothing_is_cut()
    {
        var time = new FakeTimeProvider();
        using var stuck = WebSocket.CreateFromStream(new StuckStream(), new WebSocketCreationOptions { IsServer = true });
        var connection = new HubSocket(stuck, new DefaultHttpContext(), time);

        var writing = connection.Output.WriteAsync(new byte[100], TestContext.Current.CancellationToken);
        time.Advance(HubSocket.SendTimeout);
        connection.Beat();
        Assert.False(writing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        connection.Beat();

        Assert.True((await writing.AsTask().WaitAsync(Timeout, TestContext.Current.CancellationToken)).IsCompleted);
        Assert.Equal(WebSocketState.Aborted, stuck.State);
    }

    [Fact]
    public async Task When_the_hub_leaves_a_browser_that_does_not_answer_is_not_waited_for_long()
    {
        using var stuck = WebSocket.CreateFromStream(new StuckStream(), new WebSocketCreationOptions { IsServer = true });
        var connection = new HubSocket(stuck, new DefaultHttpContext(), TimeProvider.System);

        await connection.RunAsync(new Leaving()).WaitAsync(Timeout, TestContext.Current.CancellationToken);

        Assert.Equal(WebSocketState.Aborted, stuck.State);
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var host = await TestHost.CreateAsync(server);
        var person = await host.AddPersonAsync();
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {person.Token}");
        var hub = new UriBuilder(server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={host.ChatId}" }.Uri;
        await socket.ConnectAsync(hub, TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task SayAsync(ClientWebSocket socket, string text, bool isWhole = true) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, isWhole, TestContext.Current.CancellationToken);

    private static async Task<string> HearAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)
            .WaitAsync(Timeout, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>A hub that is done at once.</summary>
    private sealed class Leaving : ConnectionHandler
    {
        public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
    }

    /// <summary>The network when a phone is in a tunnel: nothing comes, nothing goes, until it is closed.</summary>
    private sealed class StuckStream : Stream
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _closed.Task.WaitAsync(cancellationToken);
            throw new IOException("Closed.");
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _closed.Task.WaitAsync(cancellationToken);
            throw new IOException("Closed.");
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
