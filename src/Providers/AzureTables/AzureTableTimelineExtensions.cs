using ConnectNow.Grains;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Keeps timelines in Azure Tables.</summary>
public static class AzureTableTimelineExtensions
{
    /// <summary>
    /// Keeps timelines in a table of the <see cref="AzureStorageAccount"/> that the services hold. The table is made when the host starts,
    /// before all else and as soon as storage answers.
    /// </summary>
    /// <exception cref="StorageUnavailableException">On starting the host: one sentence that says why storage refuses.</exception>
    public static IServiceCollection AddAzureTableTimelines(this IServiceCollection services, TableTimelineOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options ?? new());
        services.AddSingleton<TableTimelineStore>();
        services.AddSingleton<ITimelineStore>(provider => provider.GetRequiredService<TableTimelineStore>());
        services.AddHostedService<TableTimelineStart>();
        services.AddHostedService<ErasedChatSweep>();
        return services;
    }
}
