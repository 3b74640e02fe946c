using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Waits for storage, and makes the container for files, before anything else of the host starts.</summary>
internal sealed class BlobFilesStart(AzureStorageAccount account, TimeProvider time, ILogger<BlobFileStore> logger) : StorageStart
{
    public override Task StartingAsync(CancellationToken cancellationToken)
    {
        var container = account.Blobs.GetBlobContainerClient(BlobFileStore.ContainerName);
        return StorageWait.UntilAnsweredAsync(
            token => container.CreateIfNotExistsAsync(cancellationToken: token), container.Uri, time, logger, cancellationToken);
    }
}
