using ConnectNow.Providers.AzureBlobs.GrainState;
using ConnectNow.Storage.Tests.Sqlite;
using Orleans.TestingHost;
using Xunit;

namespace ConnectNow.Storage.Tests.AzurePersistence;

public sealed class AzureBlobHostingTests(AzuriteAccount azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_grains_state_outlives_its_silo_in_a_container_that_the_silo_has_made()
    {
        for (var start = 1; start <= 2; start++)
        {
            await using var cluster = Cluster(azurite, "grain-hosting");
            await cluster.DeployAsync(Cancellation);
            Assert.Equal(start, await cluster.Client.GetGrain<ITallyGrain>("tally").Add());
            await cluster.StopAllSilosAsync(Cancellation);
        }

        var blobs = azurite.Account.Blobs.GetBlobContainerClient("grain-hosting").GetBlobsAsync(cancellationToken: Cancellation);
        Assert.Equal(["tally-tally/tally.json"], await blobs.Select(blob => blob.Name).ToListAsync(Cancellation));
    }

    [Theory]
    [InlineData("Not-A-Container", "container name")]
    [InlineData(null, "BlobServiceClient")]
    public async Task Options_that_make_no_sense_fail_the_start_with_a_sentence(string? container, string named)
    {
        await using var cluster = Cluster(container is null ? null : azurite, container ?? "grain-hosting");
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => cluster.DeployAsync(Cancellation));
        Assert.Contains(named, fault.GetBaseException().Message, StringComparison.Ordinal);
    }

    private static InProcessTestCluster Cluster(AzuriteAccount? azurite, string container)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo((_, silo) => silo.AddDurableBlobGrainStorage("durable", options =>
        {
            if (azurite is not null) options.BlobServiceClient = azurite.Account.BlobsOnce;
            options.ContainerName = container;
        }));
        return builder.Build();
    }
}
