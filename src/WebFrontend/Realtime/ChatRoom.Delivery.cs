using ConnectNow.Chats;
using ConnectNow.WebFrontend.Telemetry;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Realtime;

internal sealed partial class ChatRoom
{
    /// <summary>Frames that may wait for those before them; beyond it they are fetched again when their turn comes.</summary>
    private const int MaxAhead = 256;

    /// <summary>Work that is over sooner needs no rest: the clock that wakes from it is no finer.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    /// <summary>Frames whose predecessors have not come, by their first number.</summary>
    private readonly SortedList<long, ChatFrame> _ahead = [];

    /// <summary>The last number delivered; null until the first lease says where the chat stands.</summary>
    private long? _delivered;

    /// <summary>The newest number anybody has told of.</summary>
    private long _known;

    private bool _filling;

    /// <summary>Subscribers that have something to be written and nobody who does it.</summary>
    private readonly Queue<Subscriber> _due = new();

    /// <summary>
    /// Takes what the chat has published, and writes it to every connection that takes it at once; waits for none. Completes when the next
    /// frame is welcome: after a rest as long as the work was, so that what a busy chat says to many comes in few large frames, not in many
    /// small ones that cost the same each.
    /// </summary>
    public Task Accept(ChatFrame frame)
    {
        var begun = _time.GetTimestamp();
        lock (_gate)
        {
            if (frame.Erased)
            {
                SignOut(_ => true, "erased");
                return Task.CompletedTask;
            }

            if (!frame.Events.IsDefaultOrEmpty) Place(frame);
            if (!frame.Presence.IsDefaultOrEmpty) Post(Frame.Passing(HubEvents.Presence, PresenceBody.Of(frame.Presence)));
            if (!frame.Reads.IsDefaultOrEmpty) Post(Frame.Passing(HubEvents.Reads, ReadsBody.Of(frame.Reads)));
        }

        Pump();
        if (!frame.Events.IsDefaultOrEmpty) _meter.Delivered(frame.Events[^1].At, _time);
        var work = _time.GetElapsedTime(begun);
        return work < ShortestRest ? Task.CompletedTask : Task.Delay(work < LongestRest ? work : LongestRest, _time, CancellationToken.None);
    }

    /// <summary>Delivers a frame when it is its turn, keeps it when it is early, drops it when it is late.</summary>
    private void Place(ChatFrame frame)
    {
        _known = Math.Max(_known, frame.Events[^1].Seq);
        if (_delivered is { } delivered && frame.Events[0].Seq <= delivered + 1)
        {
            Deliver(frame, delivered);
            DeliverWaiting();
        }
        else
        {
            Keep(frame);
        }

        if (_delivered < _known) Fill();
    }

    private void Keep(ChatFrame frame)
    {
        _ahead[frame.Events[0].Seq] = frame;
        if (_ahead.Count > MaxAhead) _ahead.RemoveAt(_ahead.Count - 1);
    }

    private void DeliverWaiting()
    {
        while (_ahead.Count > 0 && _delivered is { } delivered && _ahead.GetKeyAtIndex(0) <= delivered + 1)
        {
            var frame = _ahead.GetValueAtIndex(0);
            _ahead.RemoveAt(0);
            Deliver(frame, delivered);
        }
    }

    private void Deliver(ChatFrame frame, long delivered)
    {
        var fresh = frame.Events[0].Seq > delivered ? frame.Events : frame.Events.RemoveAll(chatEvent => chatEvent.Seq <= delivered);
        if (fresh.IsEmpty) return;
        _delivered = fresh[^1].Seq;

        // First, so that nobody gets to see what happened in or after their own leaving, or after whom they passed for came.
        foreach (var chatEvent in fresh)
        {
            if (chatEvent.Kind is EventKind.Left or EventKind.Removed or EventKind.Proven)
                SignOut(subscriber => subscriber.ParticipantId == chatEvent.Subject && subscriber.Caller.Stay < chatEvent.Seq, SnakeCase<EventKind>.Of(chatEvent.Kind));
        }

        Post(Frame.Numbered(new EventsBody(EventView.Of(fresh), ParticipantView.Of(frame.People.IsDefault ? [] : frame.People)), fresh[^1].Seq));
    }

    private void Post(Frame frame)
    {
        foreach (var subscriber in _subscribers)
        {
            if (subscriber.Post(frame)) _due.Enqueue(subscriber);
        }
    }

    /// <summary>
    /// Writes what was posted, outside the gate: sending to two hundred sockets takes a while, and others want to come and go.
    /// </summary>
    private void Pump()
    {
        while (NextDue() is { } subscriber) subscriber.Pump();
    }

    private Subscriber? NextDue()
    {
        lock (_gate) return _due.TryDequeue(out var subscriber) ? subscriber : null;
    }

    /// <summary>Fetches what is missing from the chat itself.</summary>
    private void Fill()
    {
        if (_filling || _isClosed) return;
        _filling = true;
        _meter.Resynced(ResyncReason.LostFrame);
        Detached.Run(FillAsync);
    }

    private async Task FillAsync()
    {
        var retry = FirstRetry;
        while (NextGap() is var (from, to))
        {
            try
            {
                var frame = await _chat.Range(from, to);
                if (!Advance(frame)) return;
                retry = FirstRetry;
            }
            catch (Exception exception)
            {
                // Whatever it was, the gap is still there: nothing after it can be delivered before it is filled.
                if (!_stopping.IsCancellationRequested) LogGapOpen(exception, _chatId, from, to);
                await Task.Delay(retry, _time, CancellationToken.None);
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            }
        }
    }

    private (long From, long To)? NextGap()
    {
        lock (_gate)
        {
            if (!_isClosed && !_stopping.IsCancellationRequested && _subscribers.Count > 0 && _delivered is { } delivered && delivered < _known)
                return (delivered + 1, Math.Min(_known, delivered + ChatLimits.MaxCatchUp));
            _filling = false;
            return null;
        }
    }

    /// <summary>
    /// Delivers what was fetched. False when the chat has nothing there after all (it was erased in the meantime): the next lease tells
    /// more.
    /// </summary>
    private bool Advance(ChatFrame frame)
    {
        var advanced = TryAdvance(frame);
        Pump();
        return advanced;
    }

    private bool TryAdvance(ChatFrame frame)
    {
        lock (_gate)
        {
            var before = _delivered;
            if (!frame.Events.IsDefaultOrEmpty) Place(frame);
            if (_delivered > before) return true;
            _known = _delivered ?? 0;
            _filling = false;
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Chat {ChatId}: events {From} to {To} could not be fetched; trying again.")]
    private partial void LogGapOpen(Exception exception, string chatId, long from, long to);
}
