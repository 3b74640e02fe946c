using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>
/// A row that says that a restore is under way, and of which backup: it is written before the first row and removed after the last. So a
/// restore that was interrupted can go on, nobody goes on with another, and what is half restored is not saved.
/// </summary>
internal sealed class RestoreProgress(TableClient table)
{
    /// <summary>No chat's partition is called this: "r" is no digit.</summary>
    public const string Partition = "~restoring";

    /// <summary>Of the whole table. No chat's partition is called this either.</summary>
    public const string Everything = "~everything";

    private const string Backup = "Backup";

    /// <summary>The backup that a partition, or everything, is being restored from; null when it is not.</summary>
    public async Task<string?> FindAsync(string what, CancellationToken cancellationToken) =>
        (await TimelineHead.FindAsync(table, Partition, what, cancellationToken))?.GetString(Backup);

    public Task SetAsync(string what, string backup, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(Partition, what) { [Backup] = backup }, TableUpdateMode.Replace, cancellationToken);

    public Task RemoveAsync(string what, CancellationToken cancellationToken) =>
        table.DeleteEntityAsync(Partition, what, cancellationToken: cancellationToken);

    /// <exception cref="BackupException">A restore is under way, or was interrupted.</exception>
    public async Task MustHaveNoneAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition}");
        var mark = await table.QueryAsync<TableEntity>(filter, maxPerPage: 1, cancellationToken: cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        if (mark is not null) throw Unfinished(mark.RowKey, mark.GetString(Backup));
    }

    public static BackupException Unfinished(string what, string backup) => new(
        $"Restoring {(what == Everything ? "the table" : $"the chat {what}")} from the backup {backup} was begun and not finished: restore that again first.");
}
