using ConnectNow.Conformance;
using ConnectNow.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : GrainStorageConformance, IClassFixture<SqliteFixture>
{
    protected override IGrainStorage Storage { get; } = Create(fixture.Database);

    internal static SqliteGrainStorage Create(SqliteDatabase database)
    {
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new(
            database,
            new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())),
            services.GetRequiredService<IActivatorProvider>());
    }
}
