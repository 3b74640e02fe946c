using ConnectNow.Conformance;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : GrainStorageConformance, IClassFixture<SqliteFixture>
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    protected override IGrainStorage Storage { get; } = Create(fixture.Database);

    internal static SqliteGrainStorage Create(SqliteDatabase database) => new(
        database,
        new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())),
        Services.GetRequiredService<IActivatorProvider>());
}
