using Azure.Data.Tables;
using ConnectNow.Grains.Chats;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Storage.AzureTables;

/// <summary>Timelines in one table of Azure Storage: a partition per chat, an entity group transaction per commit.</summary>
/// <remarks>
/// A row bears the number of the commit that wrote it, and the head the number of the last. An ETag says both numbers and the head's own ETag.
/// </remarks>
public sealed partial class TableTimelineStore : ITimelineStore
{
    private readonly TableClient _table;
    private readonly TableClient _once;
    private readonly TableTimelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ErasedChats _erased;

    public TableTimelineStore(AzureStorageAccount account, TableTimelineOptions options, TimeProvider time, ILogger<TableTimelineStore> logger)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(options);
        _table = account.Tables.GetTableClient(options.TableName);
        _once = account.TablesOnce.GetTableClient(options.TableName);
        (_options, _time, _logger) = (options, time, logger);
        _erased = new ErasedChats(_table, _once, time, logger);
    }

    /// <summary>A transaction has 100 operations, and one is the head.</summary>
    public int MaxRowsPerCommit => TimelineTransaction.MaxOperations - 1;

    internal ErasedChats Erased => _erased;

    /// <summary>Makes the table, if it is not there.</summary>
    internal Task CreateAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(_table.CreateIfNotExistsAsync, _table.Uri, _time, _logger, cancellationToken);
}
