using ConnectNow.Files;
using ConnectNow.Grains;
using ConnectNow.Grains.Files;
using ConnectNow.Grains.Telemetry;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Keeps files in blobs.</summary>
public static class BlobFileStoreExtensions
{
    /// <summary>
    /// Keeps the files of all chats in the container <c>files</c> of the <see cref="AzureStorageAccount"/> that is registered. The host
    /// starts when storage answers.
    /// </summary>
    /// <exception cref="StorageUnavailableException">On starting the host: storage refuses for good; one sentence says why.</exception>
    public static IServiceCollection AddAzureBlobFiles(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddStorageMeter();
        services.AddSingleton<BlobFileStore>();
        services.AddSingleton<IFileStore>(provider => new CountedFileStore(provider.GetRequiredService<BlobFileStore>(), provider.GetRequiredService<StorageMeter>()));
        services.AddHostedService<BlobFilesStart>();
        return services;
    }
}
