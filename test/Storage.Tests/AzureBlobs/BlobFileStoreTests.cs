using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Providers.AzureBlobs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureBlobs;

public sealed class BlobFileStoreTests(AzuriteAccount azurite) : FileStoreConformance, IAsyncLifetime
{
    private const string Container = "file-conformance";

    private readonly FakeTimeProvider _time = new(new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private BlobFileStore _store = null!;

    protected override IFileStore Store => _store;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override int Races => 2;

    public async ValueTask InitializeAsync()
    {
        await azurite.Account.Blobs.GetBlobContainerClient(Container).CreateIfNotExistsAsync();
        _store = Open();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override IFileStore Reopened() => Open();

    protected override void Advance(TimeSpan time) => _time.Advance(time);

    private BlobFileStore Open() => azurite.Files(Container, _time);
}
