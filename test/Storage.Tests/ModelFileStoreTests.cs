using ConnectNow.Conformance;
using ConnectNow.Files;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNow.Storage.Tests;

/// <summary>The model keeps the promises too; else comparing with it would prove nothing.</summary>
public sealed class ModelFileStoreTests : FileStoreConformance
{
    private readonly FakeTimeProvider _time = new();
    private readonly ModelFileStore _store;

    public ModelFileStoreTests() => _store = new(_time);

    protected override IFileStore Store => _store;

    protected override DateTimeOffset Now => _time.GetUtcNow();

    protected override IFileStore Reopened() => _store;

    protected override void Advance(TimeSpan time) => _time.Advance(time);
}
