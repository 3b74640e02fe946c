using ConnectNow.Chats;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// One chat as seen from this frontend: who is connected to it here, and how far its events have been delivered. Promises its
/// subscribers every event after the lease was taken, once and in order, until they leave or are told to resync.
/// </summary>
/// <remarks>
/// Split by verb: entering and leaving here, delivering in <c>ChatRoom.Delivery.cs</c>, the lease in <c>ChatRoom.Lease.cs</c>.
/// </remarks>
internal sealed partial class ChatRoom
{
    private readonly Lock _gate = new();
    private readonly HashSet<Subscriber> _subscribers = [];
    private readonly IChatGrain _chat;
    private readonly string _chatId;
    private readonly string _frontendId;
    private readonly IFrontend _frontend;
    private readonly TimeProvider _time;
    private readonly FrontendMeter _meter;
    private readonly Action<ChatRoom> _closed;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    private bool _isClosed;

    /// <param name="chatId">The chat.</param>
    /// <param name="frontendId">This process, as the chat's leases know it.</param>
    /// <param name="frontend">Where the chat's frames are to go.</param>
    /// <param name="grains">How the chat is reached.</param>
    /// <param name="time">The clock of leases and retries.</param>
    /// <param name="meter">Where frames are counted.</param>
    /// <param name="closed">Called once, when nobody is left and the lease is given back: the room is no longer used.</param>
    /// <param name="logger">Where trouble with the chat is noted.</param>
    /// <param name="stopping">The frontend ends, and the room with it.</param>
    public ChatRoom(
        string chatId, string frontendId, IFrontend frontend, IGrainFactory grains, TimeProvider time, FrontendMeter meter, Action<ChatRoom> closed, ILogger logger,
        CancellationToken stopping)
    {
        _chatId = chatId;
        _frontendId = frontendId;
        _frontend = frontend;
        _chat = grains.GetGrain<IChatGrain>(chatId);
        _time = time;
        _meter = meter;
        _closed = closed;
        _logger = logger;
        _stopping = stopping;
    }

    public string ChatId => _chatId;

    /// <summary>
    /// Adds a connection: it gets every event from when <see cref="LeasedAsync"/> completes. False when the room has closed: take a new
    /// one.
    /// </summary>
    public bool TryAdd(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (_isClosed) return false;
            _subscribers.Add(subscriber);
            KeepLease();
            return true;
        }
    }

    /// <summary>The chat has confirmed the participant: others are told that they are here.</summary>
    public void Admit(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (subscriber.IsAdmitted || !_subscribers.Contains(subscriber)) return;
            var isNew = !IsHere(subscriber.ParticipantId);
            subscriber.IsAdmitted = true;
            if (isNew) RenewSoon();
        }
    }

    public void Remove(Subscriber subscriber)
    {
        lock (_gate)
        {
            if (!_subscribers.Remove(subscriber)) return;
            if (_subscribers.Count == 0 || (subscriber.IsAdmitted && !IsHere(subscriber.ParticipantId))) RenewSoon();
            subscriber.IsAdmitted = false;
        }
    }

    /// <summary>Renews the lease at once: its answer tells what was missed.</summary>
    public void CatchUp()
    {
        lock (_gate) RenewSoon();
    }

    /// <summary>Tells everyone here something of this frontend's own.</summary>
    public void Say(Frame frame)
    {
        lock (_gate) Post(frame);
        Pump();
    }

    private bool IsHere(string participantId) =>
        _subscribers.Any(subscriber => subscriber.IsAdmitted && subscriber.ParticipantId == participantId);

    private void SignOut(Predicate<Subscriber> whom, string reason)
    {
        if (_subscribers.RemoveWhere(subscriber => Ends(subscriber)) > 0) RenewSoon();

        bool Ends(Subscriber subscriber)
        {
            if (!whom(subscriber)) return false;
            subscriber.SignOut(reason);
            return true;
        }
    }
}
