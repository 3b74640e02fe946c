using ConnectNow.Resilience.Checking;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.Resilience.Clients;

internal sealed partial class Person
{
    private const int PageSize = 200;

    private readonly List<Event> _seen = [];
    private HubConnection? _followed;
    private List<WireEvents>? _early;
    private long? _pushed;
    private bool _syncing;
    private bool _missedMore;

    /// <summary>The highest number up to which everything has been seen.</summary>
    public long Last
    {
        get { lock (_gate) return _seen.Count == 0 ? 0 : _seen[^1].Seq; }
    }

    /// <summary>What came, in the order in which the page would have shown it.</summary>
    public IReadOnlyList<Event> Seen
    {
        get { lock (_gate) return [.. _seen]; }
    }

    /// <summary>Times the server left something out and said so, or did not say so, and it had to be fetched.</summary>
    public int Repairs { get; private set; }

    private void ListenTo(HubConnection hub)
    {
        hub.On<WireEvents>("events", body => Hear(hub, body));
        hub.On<WireNothing>("resync", _ => Miss(hub, told: true));
        // Not returned: what comes next would wait until we have moved.
        hub.On<WireMoving>("moving", body => { _ = MoveAsync(hub, TimeSpan.FromMilliseconds(body.WithinMs)); });
        hub.On<WireSignedOut>("signed_out", body => _room.Violate(ViolationKind.SignedOut, $"{Name} was signed out: {body.Reason}"));
        lock (_gate)
        {
            _followed = hub;
            _early = [];
            _pushed = null;
            _syncing = _missedMore = false;
        }
    }

    private async Task OpenAsync(HubConnection hub)
    {
        await TakeAsync(hub, await AskAsync<WireSnapshot>(hub, "Open", Last));
        lock (_gate)
        {
            var early = _early!;
            _early = null;
            foreach (var body in early) Place(hub, body);
        }
    }

    private void Hear(HubConnection hub, WireEvents body)
    {
        lock (_gate)
        {
            if (hub != _followed) return;
            Inspect(body);
            // The answer to Open may be on its way to us still when what follows it is here.
            if (_early is not null) _early.Add(body);
            else Place(hub, body);
        }
    }

    /// <summary>What one connection pushes ascends, and nothing comes twice, whatever else we have asked for.</summary>
    private void Inspect(WireEvents body)
    {
        for (var index = 0; index < body.Events.Count; index++)
        {
            var seq = body.Events[index].Seq;
            if (seq <= _pushed) _room.Violate(ViolationKind.Duplicated, $"{Name} was sent number {seq} after number {_pushed} on one connection");
            else if (index > 0 && seq != _pushed + 1) _room.Violate(ViolationKind.Lost, $"{Name} was sent number {seq} right after number {_pushed} in one batch");
            _pushed = Math.Max(_pushed ?? 0, seq);
        }
    }

    private void Place(HubConnection hub, WireEvents body)
    {
        if (body.Events[0].Seq > Last + 1) Miss(hub, told: false);
        else Append(body.Events);
    }

    private void Miss(HubConnection hub, bool told)
    {
        lock (_gate)
        {
            Repairs++;
            if (told) _pushed = null;
            _missedMore = _syncing;
            if (_syncing) return;
            _syncing = true;
        }

        _ = SyncAsync(hub);
    }

    private async Task SyncAsync(HubConnection hub)
    {
        try
        {
            do
            {
                lock (_gate) _missedMore = false;
                await TakeAsync(hub, await AskAsync<WireSnapshot>(hub, "Sync", Last));
            }
            while (MissedMore(hub));
        }
        catch (Exception fault) when (IsLoss(fault))
        {
            // As the page does: what could not be fetched here comes with the next connection.
            await hub.StopAsync();
        }
    }

    private bool MissedMore(HubConnection hub)
    {
        lock (_gate)
        {
            if (hub != _followed) return false;
            return _syncing = _missedMore;
        }
    }

    private async Task TakeAsync(HubConnection hub, WireSnapshot snapshot)
    {
        if (snapshot.Refusal is { } refusal) throw new HubException($"{refusal.Reason}: {refusal.Message}");
        var events = snapshot.Events!;
        if (snapshot.Reset is true && events is [var first, ..]) await FillAsync(hub, first.Seq);
        lock (_gate)
        {
            if (hub == _followed) Append(events);
        }
    }

    /// <summary>Too far behind: the page would load the rest when somebody scrolls; we load it now, so that all of it is checked.</summary>
    private async Task FillAsync(HubConnection hub, long before)
    {
        var pages = new Stack<IReadOnlyList<WireEvent>>();
        for (var last = Last; before > last + 1;)
        {
            var page = await AskAsync<WireHistory>(hub, "History", new WireRange(before, PageSize));
            if (page.Refusal is { } refusal) throw new HubException($"{refusal.Reason}: {refusal.Message}");
            if (page.Events is not [var first, ..]) break;
            pages.Push(page.Events);
            before = first.Seq;
        }

        lock (_gate)
        {
            if (hub != _followed) return;
            foreach (var page in pages) Append(page);
        }
    }

    /// <summary>Drops what is there already, as the protocol asks; whether what remains has a gap is for the checker to say.</summary>
    private void Append(IReadOnlyList<WireEvent> events) =>
        _seen.AddRange(events.Where(chatEvent => chatEvent.Seq > Last).Select(chatEvent => new Event(chatEvent.Seq, chatEvent.Kind, chatEvent.ClientId, chatEvent.Text)));
}
