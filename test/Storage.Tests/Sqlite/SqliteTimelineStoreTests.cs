using ConnectNow.Conformance;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteTimelineStoreTests(SqliteFixture fixture) : TimelineStoreConformance, IClassFixture<SqliteFixture>
{
    protected override ITimelineStore Store { get; } = new SqliteTimelineStore(fixture.Database);
}
