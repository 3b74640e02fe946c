using ConnectNow.Grains;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteHostingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_host_opens_the_database_before_all_else_and_closes_it_after_all_else()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHostedService<CommitsAtBothEnds>(); // Registered first: starts first, stops last, of the ordinary services.
        builder.Services.AddSqliteStorage(new() { DataDirectory = _directory.Path });
        using (var host = builder.Build())
        {
            await host.StartAsync(Cancellation);
            await host.StopAsync(Cancellation);
        }

        Assert.Equal(["connectnow.db"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName));
        await using var database = SqliteFixture.Open(_directory.Path);
        Assert.Equal(2, (await new SqliteTimelineStore(database).ReadAsync("chat", 1, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_fails_the_start_with_its_sentence()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "connectnow.db"), new string('x', 5000), Cancellation);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSqliteStorage(new() { DataDirectory = _directory.Path });
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => host.StartAsync(Cancellation));
        Assert.Equal($"The file {Path.Combine(_directory.Path, "connectnow.db")} is not a SQLite database.", refused.Message);
    }

    [Fact]
    public async Task A_grains_state_outlives_its_silo()
    {
        for (var start = 1; start <= 2; start++)
        {
            var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
            builder.ConfigureSilo((_, silo) =>
            {
                silo.Services.AddSqliteStorage(new() { DataDirectory = _directory.Path });
                silo.AddSqliteGrainStorage("durable");
            });
            await using var cluster = builder.Build();
            await cluster.DeployAsync(Cancellation);
            Assert.Equal(start, await cluster.Client.GetGrain<ITallyGrain>("tally").Add());
            await cluster.StopAllSilosAsync(Cancellation);
        }
    }
}
