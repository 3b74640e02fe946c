using System.Security.Cryptography;
using ConnectNow.Sealing;

namespace ConnectNow.Grains.Sealing;

/// <inheritdoc cref="ISealKeyGrain"/>
internal sealed class SealKeyGrain(
    [PersistentState("seal-key", GrainStorage.Durable)] IPersistentState<SealKeyState> store) : Grain, ISealKeyGrain
{
    private const int KeyBytes = 32;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (store.State.Key.Length > 0) return;
        // Should two silos make one at once, storage takes the first; the other fails here, and its next activation reads that.
        store.State.Key = RandomNumberGenerator.GetBytes(KeyBytes);
        await store.WriteStateAsync(cancellationToken);
    }

    public Task<byte[]> Read() => Task.FromResult(store.State.Key);
}

/// <summary>What is stored of the deployment's key.</summary>
[GenerateSerializer, Alias("connectnow.seal-key-state")]
public sealed class SealKeyState
{
    [Id(0)] public int Version { get; set; } = 1;

    /// <summary>Empty until one is made.</summary>
    [Id(1)] public byte[] Key { get; set; } = [];
}
