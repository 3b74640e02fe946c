using System.Collections.Concurrent;
using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>How many hub connections each participant and each address has open at this frontend.</summary>
internal sealed class OpenConnections(Settings settings)
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>Whether nobody is connected.</summary>
    public bool IsEmpty => _counts.IsEmpty;

    public bool HasRoomFor(string participantId, string address) =>
        Count(participantId) < settings.Limits.ConnectionsPerParticipant && Count(address) < settings.Limits.ConnectionsPerAddress;

    public void Add(string participantId, string address)
    {
        _counts.AddOrUpdate(participantId, 1, (_, count) => count + 1);
        _counts.AddOrUpdate(address, 1, (_, count) => count + 1);
    }

    public void Remove(string participantId, string address)
    {
        Subtract(participantId);
        Subtract(address);
    }

    private int Count(string key) => _counts.GetValueOrDefault(key);

    private void Subtract(string key)
    {
        if (_counts.AddOrUpdate(key, 0, (_, count) => count - 1) == 0) _counts.TryRemove(KeyValuePair.Create(key, 0));
    }
}
