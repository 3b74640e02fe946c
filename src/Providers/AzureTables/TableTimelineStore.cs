using Azure.Data.Tables;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Timelines in one table of Azure Storage: a partition per chat, an entity group transaction per commit.</summary>
/// <remarks>
/// A row bears the number of the commit that wrote it, and the head the number of the last. An ETag says both numbers and the head's own
/// ETag.
/// </remarks>
public sealed partial class TableTimelineStore : ITimelineStore
{
    private readonly TableClient _table;
    private readonly TableClient _once;
    private readonly TableTimelineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ErasedChats _erased;
    private readonly BoundedAttempts _reads;

    public TableTimelineStore(
        AzureStorageAccount account, TableTimelineOptions options, TimeProvider time, ILogger<TableTimelineStore> logger)
        : this(account?.Tables, account?.TablesOnce, options, time, logger)
    {
    }

    /// <param name="tables">For reads, and for writes that may be done twice.</param>
    /// <param name="tablesOnce">For conditional writes: asks once.</param>
    /// <param name="options">Where, and how long.</param>
    /// <param name="time">Paces tries.</param>
    /// <param name="logger">Gets what an operator should know.</param>
    internal TableTimelineStore(
        TableServiceClient? tables, TableServiceClient? tablesOnce, TableTimelineOptions options, TimeProvider time, ILogger<TableTimelineStore> logger)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(tablesOnce);
        ArgumentNullException.ThrowIfNull(options);
        _table = tables.GetTableClient(options.TableName);
        _once = tablesOnce.GetTableClient(options.TableName);
        (_options, _time, _logger) = (options, time, logger);
        _erased = new ErasedChats(_table, _once, time, logger);
        _reads = new BoundedAttempts(time);
    }

    /// <summary>A transaction has 100 operations, and one is the head.</summary>
    public int MaxRowsPerCommit => TimelineTransaction.MaxOperations - 1;

    internal ErasedChats Erased => _erased;

    /// <summary>Makes the table, if it is not there.</summary>
    internal Task CreateAsync(CancellationToken cancellationToken) =>
        StorageWait.UntilAnsweredAsync(_table.EnsureAsync, _table.Uri, _time, _logger, cancellationToken);
}
