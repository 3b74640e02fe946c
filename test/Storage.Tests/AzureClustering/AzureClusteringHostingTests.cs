using System.Net;
using System.Net.Sockets;
using ConnectNow.Storage.AzureClustering;
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
        var silo = Host.CreateEmptyApplicationBuilder(null);
        silo.UseOrleans(orleans => orleans
            .UseAzureStorageClustering(options => options.TableServiceClient = azurite.Account.TablesOnce)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, clusterId))
            .ConfigureEndpoints(IPAddress.Loopback, FreePort(), FreePort()));
        var client = Host.CreateEmptyApplicationBuilder(null);
        client.UseOrleansClient(orleans => orleans
            .UseAzureStorageClustering(options => options.TableServiceClient = azurite.Account.Tables)
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (clusterId, clusterId)));
        using var siloHost = silo.Build();
        using var clientHost = client.Build();

        await siloHost.StartAsync(TestContext.Current.CancellationToken);
        await clientHost.StartAsync(TestContext.Current.CancellationToken);

        var hosts = await clientHost.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, TestContext.Current.CancellationToken);
        Assert.Equal(SiloStatus.Active, Assert.Single(hosts).Value);

        await clientHost.StopAsync(TestContext.Current.CancellationToken);
        await siloHost.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SiloStatus.Dead, Assert.Single((await new Membership(azurite.Account.TablesOnce, clusterId).Table.ReadAll()).Members).Item1.Status);
    }

    [Theory, InlineData(false, "OrleansSiloInstances"), InlineData(true, "not a table"), InlineData(true, "1st")]
    public void Options_that_name_no_table_are_refused_in_one_sentence(bool client, string table)
    {
        var silo = Host.CreateEmptyApplicationBuilder(null);
        silo.UseOrleans(orleans => orleans.UseAzureStorageClustering(options =>
        {
            options.TableName = table;
            if (client) options.TableServiceClient = azurite.Account.TablesOnce;
        }));
        using var host = silo.Build();

        var fault = Assert.Throws<OrleansConfigurationException>(() =>
        {
            foreach (var validator in host.Services.GetServices<IConfigurationValidator>()) validator.ValidateConfiguration();
        });
        Assert.Contains("AzureStorageClusteringOptions.Table", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Below those that systems take for outgoing connections: it stays free until the silo listens.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: another one.
            }
        }
    }
}
