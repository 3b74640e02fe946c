using Azure.Storage.Blobs;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs.DataProtection;

/// <summary>Lets all processes of a cluster read each other's cookies: they share the keys.</summary>
public static class AzureStorageBlobDataProtectionBuilderExtensions
{
    /// <summary>
    /// Keeps the keys in this blob, in the official format. A process that starts waits until storage answers, and creates the container
    /// when there is none.
    /// </summary>
    /// <param name="builder">Data protection.</param>
    /// <param name="blobClient">May try again by itself: a key that was stored is recognised.</param>
    public static IDataProtectionBuilder PersistKeysToAzureBlobStorage(this IDataProtectionBuilder builder, BlobClient blobClient)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(blobClient);
        builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = new BlobXmlRepository(blobClient));
        builder.Services.AddSingleton<IHostedService>(services => new BlobKeysStart(
            blobClient, services.GetService<TimeProvider>() ?? TimeProvider.System, services.GetRequiredService<ILogger<BlobKeysStart>>()));
        return builder;
    }
}
