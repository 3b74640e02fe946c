using ConnectNow.Grains;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Clustering.AzureStorage;

namespace ConnectNow.Providers.AzureTables.Clustering;

/// <summary>Prepares the account for the official membership provider.</summary>
public static class ClusterTableExtensions
{
    /// <summary>
    /// Makes the host start only when the <see cref="AzureStorageAccount"/> that the services hold answers and the membership table is
    /// there. For silos and clients, beside <c>UseAzureStorageClustering</c>.
    /// </summary>
    /// <exception cref="StorageUnavailableException">On starting the host: storage refuses for good; one sentence says why.</exception>
    public static IServiceCollection AddClusterTable(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<ClusterTableStart>(
            provider, provider.GetRequiredService<AzureStorageAccount>().Tables.GetTableClient(AzureStorageClusteringOptions.DEFAULT_TABLE_NAME)));
        return services;
    }
}
