using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Storage.Files;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Storage.Tests.Files;

public sealed class FolderFileStoreTests : FileStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly FolderFileStore _store;

    public FolderFileStoreTests() => _store = Open();

    protected override IFileStore Store => _store;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose() => _directory.Dispose();

    protected override IFileStore Reopened() => Open();

    protected override void Advance(TimeSpan time) => _time.Advance(time);

    private FolderFileStore Open() => new(new() { DataDirectory = _directory.Path }, _time);
}
