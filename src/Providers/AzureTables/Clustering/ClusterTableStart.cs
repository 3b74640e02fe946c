using Azure.Data.Tables;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables.Clustering;

/// <summary>Waits for storage, and makes the membership table, before anything else of the host starts: the official provider asks once and gives up.</summary>
internal sealed class ClusterTable(TableClient table, TimeProvider time, ILogger<ClusterTable> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(table.EnsureAsync, table.Uri, time, logger, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
