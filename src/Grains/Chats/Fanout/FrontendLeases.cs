using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats.Fanout;

/// <summary>Which frontends follow a chat, and who is connected through them. Lives and dies with the activation.</summary>
internal sealed class FrontendLeases(TimeProvider time, Func<IFrontend, Action<ChatFrame>> publisherOf)
{
    private readonly Dictionary<string, FrontendLease> _leases = [];
    private ImmutableHashSet<string> _here = [];

    /// <summary>How many frontends follow.</summary>
    public int Count => _leases.Count;

    /// <summary>Everyone with an open connection.</summary>
    public ImmutableHashSet<string> Here => _here;

    /// <summary>Takes or renews a lease, and returns who came and who went by it.</summary>
    public (ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) Renew(LeaseRequest request)
    {
        var ends = time.GetUtcNow() + LeaseTimes.Duration;
        var here = request.Here.ToImmutableHashSet();
        _leases[request.FrontendId] = _leases.TryGetValue(request.FrontendId, out var lease)
            ? lease with { Ends = ends, Here = here }
            : new FrontendLease(ends, here, publisherOf(request.Frontend));
        return Recount();
    }

    public (ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) Release(string frontendId)
    {
        _leases.Remove(frontendId);
        return Recount();
    }

    /// <summary>Forgets frontends that have not renewed: they are dead.</summary>
    public (ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) Expire()
    {
        var now = time.GetUtcNow();
        foreach (var (frontendId, lease) in _leases)
        {
            if (lease.Ends <= now) _leases.Remove(frontendId);
        }

        return Recount();
    }

    public void Publish(ChatFrame frame)
    {
        foreach (var lease in _leases.Values) lease.Publish(frame);
    }

    private (ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) Recount()
    {
        var before = _here;
        _here = _leases.Values.Aggregate(ImmutableHashSet<string>.Empty, (here, lease) => here.Union(lease.Here));
        return (_here.Except(before), before.Except(_here));
    }

    private sealed record FrontendLease(DateTimeOffset Ends, ImmutableHashSet<string> Here, Action<ChatFrame> Publish);
}
