using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Waits for storage, and makes the container for files, before anything else of the host starts.</summary>
internal sealed class BlobFileContainer(AzureStorageAccount account, TimeProvider time, ILogger<BlobFileStore> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var container = account.Blobs.GetBlobContainerClient(BlobFileStore.ContainerName);
        return StorageWait.UntilAnsweredAsync(
            token => container.CreateIfNotExistsAsync(cancellationToken: token), container.Uri, time, logger, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
