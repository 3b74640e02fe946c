using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using ConnectNow.Providers.AzureAccount;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>What was saved.</summary>
/// <param name="Name">Of the backup.</param>
/// <param name="Chats">Chats, without those that were erased.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Of its files.</param>
/// <param name="Unsettled">Chats that were changed all the while they were read.</param>
/// <param name="Removed">Older backups that were removed after.</param>
public sealed record SavedBackup(string Name, long Chats, long Rows, long Bytes, long Unsettled, int Removed);

/// <summary>
/// Backups of the table of all chats, as files in a blob container of the same account: for what a service without versions of its rows
/// can't bring back. Saving only reads the table, one request after the other, while the service runs; memory does not grow with it.
/// </summary>
public sealed partial class TableBackups
{
    /// <summary>A backup that is not finished may still be running; after this time it is removed.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(2);

    private const string NameFormat = "yyyy-MM-dd'T'HH-mm-ss.fff'Z'";

    private readonly TableClient _table;
    private readonly BlobContainerClient _container;
    private readonly TableBackupOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public TableBackups(AzureStorageAccount account, TableTimelineOptions table, TableBackupOptions options, TimeProvider time, ILogger<TableBackups> logger)
        : this(account?.Tables, account?.Blobs, table, options, time, logger)
    {
    }

    internal TableBackups(
        TableServiceClient? tables, BlobServiceClient? blobs, TableTimelineOptions table, TableBackupOptions options, TimeProvider time, ILogger<TableBackups> logger)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Keep, 1);
        _table = tables.GetTableClient(table.TableName);
        _container = blobs.GetBlobContainerClient(options.Container);
        (_options, _time, _logger) = (options, time, logger);
    }

    /// <summary>The names of the finished backups, from the newest on.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        return [.. (await BackupFolder.AllAsync(_container, cancellationToken)).Where(backup => backup.IsFinished).Select(backup => backup.Folder.Name)];
    }

    /// <summary>
    /// Saves all chats, each as it is at one moment. Whatever ends it, no earlier backup is touched before this one is finished.
    /// </summary>
    /// <exception cref="BackupException">It was not, with the reason.</exception>
    public async Task<SavedBackup> SaveAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await new RestoreProgress(_table).MustHaveNoneAsync(cancellationToken);
        var begun = _time.GetUtcNow();
        var folder = new BackupFolder(_container, begun.ToString(NameFormat, CultureInfo.InvariantCulture));
        await using var writer = new BackupWriter(folder, _options.FileBytes);
        var (chats, unsettled) = await SavePartitionsAsync(writer, cancellationToken);
        var files = await writer.FinishAsync(cancellationToken);
        await folder.FinishAsync(
            new(BackupManifest.KnownFormat, _table.Name, begun, _time.GetUtcNow(), chats, writer.Rows, unsettled, files), cancellationToken);
        var removed = await RemoveOldAsync(begun, cancellationToken);
        return new(folder.Name, chats, writer.Rows, files.Sum(file => file.Bytes), unsettled, removed);
    }

    private async Task<(long Chats, long Unsettled)> SavePartitionsAsync(BackupWriter writer, CancellationToken cancellationToken)
    {
        var (chats, unsettled) = (0L, 0L);
        for (var partition = await NextPartitionAsync("", cancellationToken); partition is not null; partition = await NextPartitionAsync(partition, cancellationToken))
        {
            var outcome = await new PartitionSave(_table, writer, partition, _options.Page).RunAsync(cancellationToken);
            if (outcome is not PartitionOutcome.NoChat) chats++;
            if (outcome is PartitionOutcome.UnsettledChat) unsettled++;
        }

        return (chats, unsettled);
    }

    /// <summary>The first partition after this one, in the table's order; null after the last.</summary>
    private async Task<string?> NextPartitionAsync(string partition, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey gt {partition}");
        var row = await _table.QueryAsync<TableEntity>(filter, maxPerPage: 1, select: ["PartitionKey"], cancellationToken: cancellationToken).FirstOrDefaultAsync(cancellationToken);
        return row?.PartitionKey;
    }

    /// <summary>Removes finished backups beyond those to be kept, and what others have begun and left.</summary>
    private async Task<int> RemoveOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = await BackupFolder.AllAsync(_container, cancellationToken);
        var old = all.Where(backup => backup.IsFinished).Skip(_options.Keep).ToList();
        var limit = (now - Unfinished).ToString(NameFormat, CultureInfo.InvariantCulture);
        var left = all.Where(backup => !backup.IsFinished && string.CompareOrdinal(backup.Folder.Name, limit) < 0);
        foreach (var (folder, _) in old.Concat(left)) await folder.RemoveAsync(cancellationToken);
        return old.Count;
    }

    /// <summary>Waits for storage, and makes the container if it is not there.</summary>
    private Task PrepareAsync(CancellationToken cancellationToken) => StorageWait.UntilAnsweredAsync(
        async token =>
        {
            await _table.EnsureAsync(token);
            await _container.CreateIfNotExistsAsync(cancellationToken: token);
        },
        _table.Uri, _time, _logger, cancellationToken);
}
