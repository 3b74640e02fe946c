using Azure.Data.Tables;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables.Clustering;

/// <summary>
/// Waits for storage, and makes the membership table, before anything else of the host starts: the official provider asks once and gives
/// up.
/// </summary>
internal sealed class ClusterTableStart(TableClient table, TimeProvider time, ILogger<ClusterTableStart> logger) : StorageStart
{
    public override Task StartingAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(table.EnsureAsync, table.Uri, time, logger, cancellationToken);
}
