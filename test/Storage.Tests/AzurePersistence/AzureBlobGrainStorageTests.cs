using ConnectNow.Conformance;
using Orleans.Storage;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

public sealed class AzureBlobGrainStorageTests(AzuriteAccount azurite) : GrainStorageConformance, IAsyncLifetime
{
    private const string Container = "grain-conformance";

    protected override IGrainStorage Storage { get; } = azurite.Create(Container);

    public async ValueTask InitializeAsync() => await azurite.ContainerAsync(Container);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
