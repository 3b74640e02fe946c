using System.Collections.Concurrent;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>How many hub connections each participant and each address has open at this frontend.</summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<string, int> _ofPeople = new();
    private readonly ConcurrentDictionary<string, int> _ofAddresses = new();
    private readonly Limits _limits;
    private long _count;

    public OpenConnections(Settings settings, FrontendMeter meter)
    {
        _limits = settings.Limits;
        meter.Observe(connections: () => Count, people: () => _ofPeople.Count);
    }

    /// <summary>Whether nobody is connected.</summary>
    public bool IsEmpty => _ofPeople.IsEmpty;

    /// <summary>How many there are in all.</summary>
    public long Count => Volatile.Read(ref _count);

    public bool HasRoomFor(string participantId, string address) =>
        _ofPeople.GetValueOrDefault(participantId) < _limits.ConnectionsPerParticipant && _ofAddresses.GetValueOrDefault(address) < _limits.ConnectionsPerAddress;

    public void Add(string participantId, string address)
    {
        Interlocked.Increment(ref _count);
        AddTo(_ofPeople, participantId);
        AddTo(_ofAddresses, address);
    }

    public void Remove(string participantId, string address)
    {
        Interlocked.Decrement(ref _count);
        SubtractFrom(_ofPeople, participantId);
        SubtractFrom(_ofAddresses, address);
    }

    private static void AddTo(ConcurrentDictionary<string, int> counts, string key) => counts.AddOrUpdate(key, 1, (_, count) => count + 1);

    private static void SubtractFrom(ConcurrentDictionary<string, int> counts, string key)
    {
        if (counts.AddOrUpdate(key, 0, (_, count) => count - 1) == 0) counts.TryRemove(KeyValuePair.Create(key, 0));
    }
}
