using System.Diagnostics;
using System.Text;
using ConnectNow.Bench.Realtime.Sockets;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// One person's way to a chat: a WebSocket that speaks SignalR's JSON protocol just as far as needed, keeps the protocol's one
/// rule (events by number, each once, none left out), and counts where the server does not. It belongs to its loop: what is not
/// <c>Async</c> is for that thread alone.
/// </summary>
/// <remarks>Split by verb: connecting and talking here, reading in <c>HubClient.Reading.cs</c>.</remarks>
internal sealed partial class HubClient : IWebSocketListener, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);
    private static readonly byte[] Handshake = Encoding.ASCII.GetBytes("""{"protocol":"json","version":1}""" + "\u001e");
    private static readonly byte[] PingCall = Encoding.ASCII.GetBytes("""{"type":6}""" + "\u001e");

    private readonly Uri _hub;
    private readonly string _token;
    private readonly MessageTemplate _template = new();
    private WebSocketConnection? _connection;
    private TaskCompletionSource? _connected;
    private TaskCompletionSource? _opened;
    private long _openCalledAt;

    public HubClient(EventLoop loop, Uri server, string chatId, string token, int index)
    {
        Loop = loop;
        Index = index;
        _hub = new UriBuilder(server) { Path = "/hubs/chat", Query = $"chat={chatId}" }.Uri;
        _token = token;
    }

    public EventLoop Loop { get; }

    public int Index { get; }

    /// <summary>What counts now. All clients of a loop share one.</summary>
    public required Tally Tally { get; set; }

    /// <summary>
    /// Until the window ends, says the next thing as soon as this has become of the last one; null: says nothing by itself.
    /// </summary>
    public Pace? Talks { get; set; }

    /// <summary>Called when the connection ends before its time; null: the client is then dead.</summary>
    public Action<HubClient>? WhenLost { get; set; }

    /// <summary>Called when the hub's handshake is done.</summary>
    public Action<HubClient>? WhenConnected { get; set; }

    /// <summary>Called when <c>Open</c> has been answered.</summary>
    public Action<HubClient>? WhenOpened { get; set; }

    /// <summary>How many events the first <c>Open</c> was answered with.</summary>
    public int FirstPage { get; private set; }

    /// <summary>The number up to which everything is here.</summary>
    public long LastSeq => _order.Last;

    public long Sent { get; private set; }

    /// <summary>Why the connection has ended before its time; null while it stands.</summary>
    public string? Fault { get; private set; }

    /// <summary>How long the last <c>Open</c> took to be answered.</summary>
    public TimeSpan OpenTook { get; private set; }

    /// <summary>Connects, as far as the hub's handshake.</summary>
    /// <exception cref="InvalidOperationException">It did not work; the message says why.</exception>
    public Task ConnectAsync()
    {
        var promise = NewPromise();
        Loop.Post(() =>
        {
            _connected = promise;
            Connect();
        });
        return promise.Task.WaitAsync(Timeout);
    }

    /// <summary>Opens the chat: events flow from then on.</summary>
    /// <exception cref="InvalidOperationException">It did not work; the message says why.</exception>
    public Task OpenAsync()
    {
        var promise = NewPromise();
        Loop.Post(() =>
        {
            _opened = promise;
            Open();
        });
        return promise.Task.WaitAsync(Timeout);
    }

    public void Connect()
    {
        Fault = null;
        _records = new RecordReader();
        _isShaken = false;
        _connection = new WebSocketConnection(Loop, _hub, _token, this);
        _connection.Connect();
    }

    public void Open()
    {
        if (!_isShaken)
        {
            _opened?.TrySetException(new InvalidOperationException("There is no connection to open the chat on."));
            return;
        }

        _openCalledAt = Stopwatch.GetTimestamp();
        var after = _hasBegun ? $"{_order.Last}" : "null";
        _connection!.Send(Encoding.ASCII.GetBytes($$"""{"type":1,"invocationId":"open","target":"Open","arguments":[{{after}}]}""" + "\u001e"));
    }

    /// <summary>Says something that was to be said at this time.</summary>
    public void Say(long scheduled)
    {
        if (Fault is not null) return;
        Sent++;
        _lastSent = scheduled;
        _connection!.Send(_template.Next(scheduled).Span);
    }

    /// <summary>Makes a call whose answer nobody waits for.</summary>
    public void Call(ReadOnlySpan<byte> records) => _connection!.Send(records);

    /// <summary>Whether all that was sent is on its way.</summary>
    public bool HasSentAll => _connection!.HasSentAll;

    /// <summary>Forgets the newest events, as if it had been away when they came. Only while it is not connected.</summary>
    public void FallBehind(int events) => _order.FallBehind(events);

    public void Ping()
    {
        if (_isShaken) _connection!.Send(PingCall);
    }

    public void StopReading() => _connection!.StopReading();

    /// <summary>Ends the connection, and knows nothing of the chat any more: as a person who comes for the first time.</summary>
    public bool Forget()
    {
        Close();
        return !(_hasBegun = false);
    }

    /// <summary>Ends the connection here: that is no fault.</summary>
    public void Close()
    {
        _isClosing = true;
        _connection?.Dispose();
        _isClosing = false;
    }

    void IDisposable.Dispose() => Close();

    void IWebSocketListener.Opened() => _connection!.Send(Handshake);

    void IWebSocketListener.Ended(string why)
    {
        _isShaken = false;
        _connected?.TrySetException(new InvalidOperationException($"The connection has ended: {why}."));
        _opened?.TrySetException(new InvalidOperationException($"The connection has ended: {why}."));
        if (_isClosing) return;
        Fault = why;
        WhenLost?.Invoke(this);
    }

    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Talk()
    {
        _mayTalk = false;
        var now = Stopwatch.GetTimestamp();
        if (Talks is not null && now < Tally.Window.End) Say(now);
    }
}
