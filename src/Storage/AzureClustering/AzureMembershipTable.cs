using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using ConnectNow.Storage.AzureAccount;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace ConnectNow.Storage.AzureClustering;

/// <summary>
/// The members of a cluster, in a table: one row a silo, all in one partition, and a version that every change of a member moves in the
/// same transaction. So of all who change the members at the same moment one wins, and the others are told so.
/// </summary>
internal sealed partial class AzureMembershipTable(
    IOptions<AzureStorageClusteringOptions> options, IOptions<ClusterOptions> cluster, TimeProvider time, ILogger<AzureMembershipTable> logger,
    IHostApplicationLifetime? host = null) : IMembershipTable
{
    /// <summary>How often one state of many pages is looked for.</summary>
    private const int ReadAttempts = 5;

    /// <summary>What a storage account takes in one transaction.</summary>
    private const int MaxTransaction = 100;

    private readonly TableClient _table = options.Value.Table;
    private readonly string _clusterId = cluster.Value.ClusterId;

    /// <summary>Waits until storage answers, creates the table when there is none, and its version when that is asked for.</summary>
    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        StorageWait.UntilAnsweredAsync(
            async cancellationToken =>
            {
                await _table.EnsureAsync(cancellationToken);
                if (tryInitTableVersion) await AddVersionAsync(cancellationToken);
            },
            _table.Uri, time, logger, host?.ApplicationStopping ?? CancellationToken.None);

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        // One state of all rows, as in ReadAll: silo and version must be of one moment, and there are only so many.
        var rowKey = SiloRow.KeyOf(key);
        return Parsed((await RowsAsync()).Where(row => row.RowKey == VersionRow.Key || row.RowKey == rowKey));
    }

    public async Task<MembershipTableData> ReadAll() => Parsed(await RowsAsync());

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        WriteAsync(new TableTransactionAction(TableTransactionActionType.Add, SiloRow.Of(entry, _clusterId)), tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        WriteAsync(new TableTransactionAction(TableTransactionActionType.UpdateReplace, SiloRow.Of(entry, _clusterId), new ETag(etag)), tableVersion);

    public async Task UpdateIAmAlive(MembershipEntry entry)
    {
        try
        {
            await _table.UpdateEntityAsync(SiloRow.Alive(entry, _clusterId), ETag.All, TableUpdateMode.Merge);
        }
        catch (RequestFailedException gone) when (IsNoSuchRow(gone))
        {
            // Cleaned up: the silo learns of it when it reads. A row of its time alone must not come to be.
            LogNoRow(logger, entry.SiloAddress);
        }
    }

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        DeleteAsync(_clusterId, row => !VersionRow.Is(row.RowKey) && IsDefunct(row, beforeDate.UtcDateTime));

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteAsync(clusterId, _ => true);

    private async Task AddVersionAsync(CancellationToken cancellationToken)
    {
        if ((await _table.GetEntityIfExistsAsync<TableEntity>(_clusterId, VersionRow.Key, cancellationToken: cancellationToken)).HasValue) return;
        try
        {
            await _table.SubmitTransactionAsync(
                [new(TableTransactionActionType.Add, VersionRow.Of(0, _clusterId)), .. VersionRow.Fences(0, _clusterId)], cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status is 409)
        {
            // Another silo was first, or this one, whose answer was lost.
        }
    }

    private async Task<IReadOnlyList<TableEntity>> RowsAsync()
    {
        for (var attempt = 1; attempt <= ReadAttempts; attempt++)
        {
            var (rows, pages) = await QueryAsync(_clusterId);
            if (rows.Count is 0) throw new KeyNotFoundException($"The membership table has no version of cluster {_clusterId}.");
            if (pages is 1 || !VersionRow.Torn(rows)) return rows;
        }

        throw new InconsistentStateException($"The members of cluster {_clusterId} changed each time while they were read.");
    }

    private async Task<(IReadOnlyList<TableEntity> Rows, int Pages)> QueryAsync(string clusterId)
    {
        var (rows, pages) = (new List<TableEntity>(), 0);
        await foreach (var page in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}")).AsPages())
        {
            rows.AddRange(page.Values);
            pages++;
        }

        return (rows, pages);
    }

    private MembershipTableData Parsed(IEnumerable<TableEntity> rows)
    {
        TableVersion? version = null;
        var members = new List<Tuple<MembershipEntry, string>>();
        foreach (var row in rows)
        {
            if (row.RowKey == VersionRow.Key) version = VersionRow.VersionOf(row);
            else if (!VersionRow.Is(row.RowKey) && Parsed(row) is { } entry) members.Add(Tuple.Create(entry, row.ETag.ToString()));
        }

        return new MembershipTableData(members, version ?? throw new KeyNotFoundException($"The membership table has no version of cluster {_clusterId}."));
    }

    /// <summary>One row that makes no sense must not take the cluster away from all other silos.</summary>
    private MembershipEntry? Parsed(TableEntity row)
    {
        try
        {
            return SiloRow.EntryOf(row);
        }
        catch (Exception fault) when (fault is FormatException or OverflowException or ArgumentException)
        {
            LogStrayRow(logger, fault, row.RowKey);
            return null;
        }
    }

    private bool IsDefunct(TableEntity row, DateTime before) =>
        Parsed(row) is { Status: not SiloStatus.Active } entry && SiloRow.LastHeardOf(entry) < before;

    /// <summary>Deletes what is still as it was read; what changed meanwhile, or is gone, is looked at again.</summary>
    private async Task DeleteAsync(string clusterId, Func<TableEntity, bool> which)
    {
        for (var attempt = 1; ; attempt++)
        {
            var doomed = (await QueryAsync(clusterId)).Rows.Where(which).ToList();
            if (doomed.Count is 0) return;
            try
            {
                foreach (var some in doomed.Chunk(MaxTransaction))
                    await _table.SubmitTransactionAsync(some.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag)));
                return;
            }
            catch (RequestFailedException conflict) when (attempt < ReadAttempts && IsConflict(conflict))
            {
            }
        }
    }

    private static bool IsConflict(RequestFailedException fault) => fault.Status is 409 or 412 || IsNoSuchRow(fault);

    private static bool IsNoSuchRow(RequestFailedException fault) => fault.Status is 404 && fault.ErrorCode != TableErrorCode.TableNotFound;

    [LoggerMessage(LogLevel.Error, "Row {Row} of the membership table is not one of a silo, and is passed over")]
    private static partial void LogStrayRow(ILogger logger, Exception fault, string row);

    [LoggerMessage(LogLevel.Debug, "Silo {Silo} is not in the membership table any more")]
    private static partial void LogNoRow(ILogger logger, SiloAddress silo);
}
