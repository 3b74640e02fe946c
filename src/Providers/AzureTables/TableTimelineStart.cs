using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Makes the table before anything else of the host starts, waiting for storage if need be.</summary>
internal sealed class TableTimelineStart(TableTimelineStore store) : StorageStart
{
    public override Task StartingAsync(CancellationToken cancellationToken) => store.CreateAsync(cancellationToken);
}
