using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>
/// How many hub connections each participant and each network has open at this frontend. A place is promised when a connection begins, so
/// that of many who come at once no more are let in than there is room for; it is taken when the connection is there, or free again when
/// none came.
/// </summary>
internal sealed class OpenConnections
{
    /// <summary>How long who has negotiated may take to connect.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ofPeople = [];
    private readonly Dictionary<string, int> _ofNetworks = [];
    private readonly Dictionary<string, List<PromisedPlace>> _promises = [];
    private readonly Dictionary<string, int> _promisedToNetworks = [];
    private readonly Queue<PromisedPlace> _byTime = new();
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private long _count;

    public OpenConnections(Settings settings, FrontendMeter meter, TimeProvider time)
    {
        (_limits, _time) = (settings.Limits, time);
        meter.Observe(connections: () => Count, people: () => People);
    }

    /// <summary>Whether nobody is connected.</summary>
    public bool IsEmpty => People == 0;

    /// <summary>How many there are in all.</summary>
    public long Count => Volatile.Read(ref _count);

    private int People
    {
        get
        {
            lock (_gate) return _ofPeople.Count;
        }
    }

    /// <summary>Promises a place; null when there is none.</summary>
    public PromisedPlace? Promise(string participantId, string network)
    {
        lock (_gate)
        {
            BreakOld();
            var promises = _promises.GetValueOrDefault(participantId);
            if (_ofPeople.GetValueOrDefault(participantId) + (promises?.Count ?? 0) >= _limits.ConnectionsPerParticipant) return null;
            if (_ofNetworks.GetValueOrDefault(network) + _promisedToNetworks.GetValueOrDefault(network) >= _limits.ConnectionsPerAddress) return null;
            var place = new PromisedPlace(participantId, network, _time.GetUtcNow() + Timeout);
            if (promises is null) _promises[participantId] = promises = [];
            promises.Add(place);
            Add(_promisedToNetworks, network, 1);
            _byTime.Enqueue(place);
            return place;
        }
    }

    /// <summary>Nobody came, or nobody will.</summary>
    public void Break(PromisedPlace place)
    {
        lock (_gate) End(place);
    }

    /// <summary>A connection is there. Null: it was negotiated by an earlier request, whose place it takes.</summary>
    public void Take(string participantId, string network, PromisedPlace? place)
    {
        lock (_gate)
        {
            if ((place ?? _promises.GetValueOrDefault(participantId)?.Find(promise => promise.IsNegotiated)) is { } kept) End(kept);
            _count++;
            Add(_ofPeople, participantId, 1);
            Add(_ofNetworks, network, 1);
        }
    }

    public void Leave(string participantId, string network)
    {
        lock (_gate)
        {
            _count--;
            Add(_ofPeople, participantId, -1);
            Add(_ofNetworks, network, -1);
        }
    }

    private void BreakOld()
    {
        var now = _time.GetUtcNow();
        while (_byTime.TryPeek(out var oldest) && (oldest.IsOver || oldest.Until <= now)) End(_byTime.Dequeue());
    }

    private void End(PromisedPlace place)
    {
        if (place.IsOver) return;
        place.IsOver = true;
        var promises = _promises[place.ParticipantId];
        promises.Remove(place);
        if (promises.Count == 0) _promises.Remove(place.ParticipantId);
        Add(_promisedToNetworks, place.Network, -1);
    }

    private static void Add(Dictionary<string, int> counts, string key, int by)
    {
        var count = counts.GetValueOrDefault(key) + by;
        if (count == 0) counts.Remove(key);
        else counts[key] = count;
    }
}

/// <summary>Room for one connection that is on its way.</summary>
internal sealed class PromisedPlace(string participantId, string network, DateTimeOffset until)
{
    public string ParticipantId => participantId;

    public string Network => network;

    public DateTimeOffset Until => until;

    /// <summary>Whether the connection comes with a later request than the one that asked for room.</summary>
    public bool IsNegotiated { get; set; }

    public bool IsOver { get; set; }
}
