using ConnectNow.Files;
using ConnectNow.Grains.Files;
using ConnectNow.Grains.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Providers.Files;

/// <summary>Keeps files in a folder.</summary>
public static class FolderFileStoreExtensions
{
    /// <summary>Keeps the files of all chats under <c>{DataDirectory}/files</c>. One process at a time may do so.</summary>
    public static IServiceCollection AddFolderFileStore(this IServiceCollection services, FolderFileStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddStorageMeter();
        services.AddSingleton<FolderFileStore>();
        services.AddSingleton<DiskMeter>();
        services.AddSingleton<IFileStore>(provider =>
        {
            // Measures from when there is a store.
            provider.GetRequiredService<DiskMeter>();
            return new CountedFileStore(provider.GetRequiredService<FolderFileStore>(), provider.GetRequiredService<StorageMeter>());
        });
        return services;
    }
}
