using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs.DataProtection;

/// <summary>Sees to it, before anything else of the process starts, that storage answers and the container of the keys is there.</summary>
internal sealed class BlobKeysStart(BlobClient blob, TimeProvider time, ILogger<BlobKeysStart> logger) : StorageStart
{
    public override Task StartingAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(
            token => blob.GetParentBlobContainerClient().CreateIfNotExistsAsync(cancellationToken: token), blob.Uri, time, logger, cancellationToken);
}
