using ConnectNow.Conformance;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureTables;

public sealed class TableTimelineStoreTests(AzuriteAccount azurite) : TimelineStoreConformance, IAsyncLifetime
{
    private readonly TableTimelineFixture _fixture = new(azurite);

    protected override ITimelineStore Store => _fixture.Store;

    protected override int Thrift => 4;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
