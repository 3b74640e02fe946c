using Azure.Storage.Blobs;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs.GrainState;

/// <summary>
/// Waits for storage, and makes the container of the states, before anything else of the host starts: the official provider asks once and
/// gives up.
/// </summary>
internal sealed class GrainStateStart(BlobContainerClient container, TimeProvider time, ILogger<GrainStateStart> logger) : StorageStart
{
    public override Task StartingAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(token => container.CreateIfNotExistsAsync(cancellationToken: token), container.Uri, time, logger, cancellationToken);
}
