using ConnectNow.Chats;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Telemetry;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// One hub connection of one participant, with a bounded queue of its own. Posting never waits: a browser that reads slowly loses what
/// may be lost first, then everything, and is told once to resync. Nobody else waits for it.
/// </summary>
internal sealed class Subscriber
{
    private static readonly SerializedHubMessage Resync = Frame.Write(HubEvents.Resync, new ResyncBody());

    /// <summary>How long a connection that was told to go may take to take note of it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly HubConnectionContext _connection;
    private readonly TimeProvider _time;
    private readonly FrontendMeter _meter;
    private readonly int _capacity;
    private readonly Queue<Frame> _queue = new();
    private SerializedHubMessage? _last;
    private bool _held;
    private bool _pumping;

    public Subscriber(HubConnectionContext connection, int capacity, IGrainFactory grains, TimeProvider time, FrontendMeter meter)
    {
        _connection = connection;
        _capacity = capacity;
        _time = time;
        _meter = meter;
        ChatId = connection.User!.ChatId()!;
        Caller = connection.User!.ParticipantCaller()!;
        Chat = grains.GetGrain<IChatGrain>(ChatId);
    }

    public string ChatId { get; }

    /// <summary>The chat itself; kept, because finding it again costs a good part of a call.</summary>
    public IChatGrain Chat { get; }

    public Caller Caller { get; }

    public string ParticipantId => Caller.ParticipantId!;

    /// <summary>
    /// Whether the chat itself has confirmed that this participant is in it; only then others are told that they are here.
    /// </summary>
    public bool IsAdmitted { get; set; }

    /// <summary>From now on frames wait: the client is about to get a snapshot, and they come after it.</summary>
    public void Hold()
    {
        lock (_gate) _held = true;
    }

    /// <summary>Lets frames flow, without those the snapshot has made needless; null: without any that waited.</summary>
    public void Release(long? snapshotUpTo)
    {
        lock (_gate)
        {
            _held = false;
            if (snapshotUpTo is { } known) Keep(frame => frame.UpTo is not { } upTo || upTo > known);
            else _queue.Clear();
            if (_pumping || _queue.Count == 0) return;
            _pumping = true;
        }

        // Not on this thread: the answer with the snapshot is written when the hub method that called us has returned.
        ThreadPool.UnsafeQueueUserWorkItem(static subscriber => subscriber.Pump(), this, preferLocal: false);
    }

    /// <summary>Queues a frame. True when nobody is writing: the caller must then <see cref="Pump"/>, once.</summary>
    public bool Post(Frame frame)
    {
        lock (_gate)
        {
            if (_last is not null || !MakeRoomFor(frame)) return false;
            _queue.Enqueue(frame);
            if (_held || _pumping) return false;
            return _pumping = true;
        }
    }

    /// <summary>Writes what waits, on this thread for as long as the connection takes it at once.</summary>
    public void Pump()
    {
        while (Next() is { } message)
        {
            var writing = _connection.WriteAsync(message);
            if (!writing.IsCompletedSuccessfully)
            {
                _ = PumpAsync(writing, message);
                return;
            }

            if (EndsWith(message)) return;
        }
    }

    /// <summary>Says that the participant is no longer in the chat, and nothing after it; then closes the connection.</summary>
    public void SignOut(string reason)
    {
        bool pump;
        lock (_gate)
        {
            if (_last is not null) return;
            _last = Frame.Write(HubEvents.SignedOut, new SignedOutBody(reason));
            _queue.Clear();
            pump = !_pumping;
            _pumping = true;
        }

        if (pump) ThreadPool.UnsafeQueueUserWorkItem(static subscriber => subscriber.Pump(), this, preferLocal: false);
        _ = CutAsync();
    }

    private bool MakeRoomFor(Frame frame)
    {
        if (_queue.Count < _capacity) return true;
        if (frame.MayBeLost) return false;
        Keep(waiting => !waiting.MayBeLost);
        if (_queue.Count < _capacity) return true;
        _meter.Resynced(ResyncReason.SlowConnection);
        _queue.Clear();
        _queue.Enqueue(new Frame(Resync, long.MaxValue));
        return true;
    }

    private void Keep(Predicate<Frame> worthwhile)
    {
        for (var waiting = _queue.Count; waiting > 0; waiting--)
        {
            var frame = _queue.Dequeue();
            if (worthwhile(frame)) _queue.Enqueue(frame);
        }
    }

    /// <summary>
    /// Goes on when the connection takes more. A write that fails closes the connection by itself, and writing to a closed one does
    /// nothing.
    /// </summary>
    private async Task PumpAsync(ValueTask writing, SerializedHubMessage message)
    {
        await writing;
        if (!EndsWith(message)) Pump();
    }

    private bool EndsWith(SerializedHubMessage message)
    {
        if (message != _last) return false;
        _connection.Abort();
        return true;
    }

    /// <summary>What to write next. After the last message the pump counts as running for good.</summary>
    private SerializedHubMessage? Next()
    {
        lock (_gate)
        {
            if (_last is not null) return _last;
            if (!_held && _queue.TryDequeue(out var frame)) return frame.Message;
            _pumping = false;
            return null;
        }
    }

    /// <summary>A browser that does not read would never get to the end of its queue.</summary>
    private async Task CutAsync()
    {
        try
        {
            await Task.Delay(Farewell, _time, _connection.ConnectionAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _connection.Features.Get<IConnectionLifetimeFeature>()?.Abort();
    }
}
