using System.Collections.Concurrent;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Notifications;

/// <summary>The authorisations this silo has for push services: one a service, renewed some time before it ends.</summary>
public sealed class VapidAuthorizations(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Room for a push service's slow clock.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromHours(1);

    /// <summary>More hosts than all push services have together.</summary>
    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<string, VapidAuthorization> _known = new();

    /// <summary>The value of the header <c>Authorization</c> for an endpoint.</summary>
    public async Task<string> For(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var audience = endpoint.GetLeftPart(UriPartial.Authority);
        if (_known.TryGetValue(audience, out var known) && known.Ends - time.GetUtcNow() > Reserve) return known.Header;
        var fresh = await grains.GetGrain<IVapidGrain>(IVapidGrain.Key).Authorise(audience);
        if (_known.Count >= Capacity) _known.Clear();
        _known[audience] = fresh;
        return fresh.Header;
    }
}
