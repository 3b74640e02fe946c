using System.Security.Cryptography;
using ConnectNow.Notifications;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Notifications;

/// <inheritdoc cref="IVapidGrain"/>
internal sealed class VapidGrain(
    [PersistentState("vapid", GrainStorage.Durable)] IPersistentState<VapidState> store,
    IOptions<PushOptions> options,
    TimeProvider time) : Grain, IVapidGrain, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (store.State.PrivateKey.Length > 0)
        {
            _key.ImportPkcs8PrivateKey(store.State.PrivateKey, out _);
            return;
        }

        // Should two silos make one at once, storage takes the first; the other fails here, and its next activation reads that.
        store.State.PrivateKey = _key.ExportPkcs8PrivateKey();
        await store.WriteStateAsync(cancellationToken);
    }

    public void Dispose() => _key.Dispose();

    public Task<string> PublicKey() => Task.FromResult(VapidToken.PublicKeyOf(_key));

    public Task<VapidAuthorization> Authorise(string audience)
    {
        var ends = time.GetUtcNow() + VapidToken.Lifetime;
        return Task.FromResult(new VapidAuthorization(VapidToken.Header(_key, audience, options.Value.Subject, ends), ends));
    }
}

/// <summary>What is stored of the service's identity towards push services.</summary>
[GenerateSerializer, Alias("connectnow.vapid-state")]
public sealed class VapidState
{
    [Id(0)] public int Version { get; set; } = 1;

    /// <summary>PKCS #8. Empty until one is made.</summary>
    [Id(1)] public byte[] PrivateKey { get; set; } = [];
}
