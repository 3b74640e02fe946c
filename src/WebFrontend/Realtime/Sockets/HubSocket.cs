using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ConnectNow.WebFrontend.Realtime.Sockets;

/// <summary>
/// A WebSocket as the hub sees a connection. What comes is read by the hub in the thread that received it; what goes is
/// <see cref="HubSocketWriter"/>'s.
/// </summary>
internal sealed class HubSocket : ConnectionContext, IDuplexPipe,
    IConnectionUserFeature, IConnectionHeartbeatFeature, IConnectionLifetimeFeature, ITransferFormatFeature, IHttpContextFeature
{
    /// <summary>How long a browser may take nothing of what it is sent before it counts as gone.</summary>
    internal static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How long a browser may take to answer that the connection is closed.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private static readonly PipeOptions Inline = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);

    private readonly WebSocket _socket;
    private readonly HubSocketWriter _writer;
    private readonly Pipe _received = new(Inline);
    private readonly List<(Action<object> Beat, object State)> _heart = new(2);
    private IDictionary<object, object?>? _items;

    public HubSocket(WebSocket socket, HttpContext http, TimeProvider time)
    {
        _socket = socket;
        _writer = new HubSocketWriter(socket, time);
        HttpContext = http;
        User = http.User;
        // Unlike the number of the TCP connection, on which HTTP/2 may carry several of these.
        ConnectionId = http.TraceIdentifier;
        Transport = this;
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IHttpContextFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed
    {
        get => HttpContext!.RequestAborted;
        set => throw new NotSupportedException("The request knows when the connection has ended.");
    }

    public HttpContext? HttpContext { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _writer;

    public TransferFormat SupportedFormats => TransferFormat.Text | TransferFormat.Binary;

    public TransferFormat ActiveFormat
    {
        get => _writer.MessageType == WebSocketMessageType.Binary ? TransferFormat.Binary : TransferFormat.Text;
        set => _writer.MessageType = value == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
    }

    /// <summary>Whether it only says that the other side, or the socket, is gone.</summary>
    public static bool IsGone(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>Completes when the hub is done with the connection and it is closed.</summary>
    public async Task RunAsync(ConnectionHandler hub)
    {
        var receiving = ReceiveAsync();
        try
        {
            await hub.OnConnectedAsync(this);
        }
        finally
        {
            await _received.Reader.CompleteAsync();
            _writer.Complete();
            await CloseAsync(receiving);
        }
    }

    /// <summary>Ends what the hub reads: it says goodbye and lets go.</summary>
    public void Stop() => _received.Reader.CancelPendingRead();

    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_heart) _heart.Add((action, state));
    }

    /// <summary>Once a second: pings go out, those who are silent or stuck are cut.</summary>
    public void Beat()
    {
        if (_writer.Waiting > SendTimeout) Abort();
        lock (_heart)
        {
            foreach (var (beat, state) in _heart) beat(state);
        }
    }

    /// <summary>Ends the connection at once, whatever is under way.</summary>
    public override void Abort() => _socket.Abort();

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Abort();

    private async Task ReceiveAsync()
    {
        var writer = _received.Writer;
        try
        {
            // An empty read comes first: a connection on which nothing arrives holds no buffer.
            while (await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None) is { MessageType: not WebSocketMessageType.Close })
            {
                var received = await _socket.ReceiveAsync(writer.GetMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                writer.Advance(received.Count);
                // When the hub has left, what still comes is for nobody; the goodbye of the browser is waited for.
                await writer.FlushAsync();
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The hub sees that nothing more comes, as it does after a goodbye.
        }
        finally
        {
            await writer.CompleteAsync();
        }
    }

    private async Task CloseAsync(Task receiving)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(CloseTimeout);
            await receiving.WaitAsync(CloseTimeout);
        }
        catch (Exception gone) when (gone is TimeoutException || IsGone(gone))
        {
            _socket.Abort();
            await receiving;
        }
    }
}
