using ConnectNow.Providers.Sqlite;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteTimelineModelTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    [Fact]
    public Task Random_sequences_end_as_in_the_model() => TimelineModel.SampleAsync(new SqliteTimelineStore(fixture.Database), 150);
}
