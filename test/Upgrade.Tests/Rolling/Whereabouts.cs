using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>Tells on which silos chats are: a client of the cluster, as a frontend is.</summary>
internal sealed class Whereabouts : IAsyncDisposable
{
    private readonly IHost _host;

    private Whereabouts(IHost host) => _host = host;

    public static async Task<Whereabouts> AskAsync(string connectionString)
    {
        var account = new AzureStorageAccount(new AzureStorageOptions { ConnectionString = connectionString });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("connectnow", "connectnow"))
            .UseAzureStorageClustering(options => options.TableServiceClient = account.Tables));
        var host = builder.Build();
        await host.StartAsync();
        return new Whereabouts(host);
    }

    /// <summary>How many silos have some of these chats.</summary>
    public async Task<int> SilosOfAsync(IEnumerable<string> chatIds)
    {
        var ids = chatIds.ToHashSet();
        var grains = await _host.Services.GetRequiredService<IClusterClient>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return grains.Where(grain => grain.GrainId.Type.ToString() is "chat" && ids.Contains(grain.GrainId.Key.ToString()!))
            .Select(grain => grain.SiloAddress).Distinct().Count();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
