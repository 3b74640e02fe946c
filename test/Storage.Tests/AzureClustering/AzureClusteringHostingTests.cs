using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Xunit;

namespace ConnectNow.Storage.Tests.AzureClustering;

public sealed class AzureClusteringHostingTests(AzuriteAccount azurite)
{
    [Fact]
    public async Task A_silo_and_a_client_that_know_the_storage_account_alone_find_each_other()
    {
        var clusterId = $"cluster-{Guid.NewGuid():n}";
        var client = Host.CreateEmptyApplicationBuilder(null);
        client.UseOrleansClient(orleans => orleans
            .UseAzureStorageClustering(options => options.TableServiceClient = azurite.Account.Tables)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, clusterId)));
        using var siloHost = SiloOf(azurite.Account.Tables, clusterId);
        using var clientHost = client.Build();

        await siloHost.StartAsync(TestContext.Current.CancellationToken);
        await clientHost.StartAsync(TestContext.Current.CancellationToken);

        var hosts = await clientHost.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0)
            .GetHosts(onlyActive: true, TestContext.Current.CancellationToken);
        Assert.Equal(SiloStatus.Active, Assert.Single(hosts).Value);

        await clientHost.StopAsync(TestContext.Current.CancellationToken);
        await siloHost.StopAsync(TestContext.Current.CancellationToken);
        var cluster = new Membership(azurite.Account.Tables, clusterId);
        await cluster.Table.InitializeMembershipTable(tryInitTableVersion: false);
        Assert.Equal(SiloStatus.Dead, Assert.Single((await cluster.Table.ReadAll()).Members).Item1.Status);
    }

    /// <summary>A silo that is not started yet.</summary>
    public static IHost SiloOf(TableServiceClient client, string clusterId)
    {
        var silo = Host.CreateEmptyApplicationBuilder(null);
        silo.UseOrleans(orleans => orleans
            .UseAzureStorageClustering(options => options.TableServiceClient = client)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, clusterId))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort.Find(), FreePort.Find()));
        return silo.Build();
    }
}
