using Azure;
using Azure.Data.Tables;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>What became of saving a partition.</summary>
internal enum PartitionOutcome
{
    /// <summary>A chat, as it was at one moment.</summary>
    Chat,

    /// <summary>A chat that never rested.</summary>
    UnsettledChat,

    /// <summary>Nothing that people see: an erased chat, or the list of these.</summary>
    NoChat,
}

/// <summary>
/// Saves a partition as it was at one moment, without holding it. What fits into one page is of one moment anyway. When there are more, the
/// pages are written as they come, and then what has changed since their head was read: again until the head is the same before and after.
/// </summary>
/// <remarks>
/// The head is written last. Of a chat that is changed in every round, events that the last head does not know are left out, so that it
/// goes on where that head says; an earlier event may show a change made some seconds later.
/// </remarks>
internal sealed class PartitionSave(TableClient table, BackupWriter writer, string partition, int page)
{
    private const int MaxTries = 5;
    private const int MaxRounds = 10;

    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    public async Task<PartitionOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            await writer.BeginAsync(partition, cancellationToken);
            var outcome = await TryAsync(cancellationToken);
            await writer.EndAsync(partition, isVoid: outcome is null, cancellationToken);
            if (outcome is { } saved) return saved;
        }

        throw new BackupException($"A chat was erased and made again {MaxTries} times while it was read: start the backup again.");
    }

    /// <summary>Null when the chat was erased in the meantime.</summary>
    private async Task<PartitionOutcome?> TryAsync(CancellationToken cancellationToken)
    {
        _files.Clear();
        var (row, pages) = await WriteAllAsync(cancellationToken);
        if (row is null) return PartitionOutcome.NoChat;
        var head = TimelineHead.Of(row);
        var isUnsettled = false;
        for (var round = 0; head.IsLive && pages > 1; round++)
        {
            var (now, newest) = await ReadHeadAsync(cancellationToken);
            if (now is null || TimelineHead.Of(now) is not { IsLive: true } next || next.Version.Born > head.Version.Number) return null;
            if (next.Version.Head == head.Version.Head) break;
            if (isUnsettled = round == MaxRounds) break;
            await WriteChangedAsync(head.Version.Number, newest, cancellationToken);
            (row, head) = (now, next);
        }

        await writer.WriteAsync(row, cancellationToken);
        return !head.IsLive ? PartitionOutcome.NoChat : isUnsettled ? PartitionOutcome.UnsettledChat : PartitionOutcome.Chat;
    }

    /// <summary>Writes all rows but the head. What an erased chat has left is not saved.</summary>
    private async Task<(TableEntity? Head, int Pages)> WriteAllAsync(CancellationToken cancellationToken)
    {
        TableEntity? head = null;
        var pages = 0;
        await foreach (var rows in PagesAsync(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken))
        {
            pages++;
            foreach (var row in rows.Values)
            {
                if (row.RowKey == RowKeys.Head) head = row;
                else if (head is null || TimelineHead.Of(head).IsLive) await WriteAsync(row, cancellationToken);
            }

            if (head is not null && !TimelineHead.Of(head).IsLive) break;
        }

        return (head, pages);
    }

    /// <summary>Writes what commits after this one have changed, up to an event.</summary>
    private async Task WriteChangedAsync(long since, long newest, CancellationToken cancellationToken)
    {
        var before = _files.ToList();
        _files.Clear();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {RowKeys.Head} and (RowKey lt {RowKeys.AfterFiles} or Commit gt {since})");
        await foreach (var rows in PagesAsync(filter, cancellationToken))
        {
            foreach (var row in rows.Values)
            {
                if (row.TryGetValue("Seq", out var seq) && (long)seq > newest) continue;
                await WriteAsync(row, cancellationToken);
                if (RowKeys.IsEvent(row.RowKey)) await WriteCompanionsAsync(row, cancellationToken);
            }
        }

        foreach (var file in before.Where(file => !_files.Contains(file))) await writer.WriteGoneAsync(file, cancellationToken);
    }

    /// <summary>
    /// The rows that follow from an event and bear no number of a commit by which they would be found: its key, and the tags it has lost.
    /// </summary>
    private async Task WriteCompanionsAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var chatEvent = TimelineRows.Event(row);
        if (chatEvent.Key is not null) await writer.WriteAsync(TimelineRows.Key(partition, chatEvent.Key, chatEvent.Seq), cancellationToken);
        foreach (var tag in (Collected[])[Collected.Files, Collected.Links])
        {
            if (!chatEvent.Tags.HasFlag(tag)) await writer.WriteGoneAsync(RowKeys.Tagged(tag, chatEvent.Seq), cancellationToken);
        }
    }

    /// <summary>The head, and the number of the newest event that it knows.</summary>
    private async Task<(TableEntity? Head, long Newest)> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and (RowKey eq {RowKeys.Head} or (RowKey gt {RowKeys.Event(long.MaxValue)} and RowKey lt {RowKeys.AfterEvents}))");
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var found = await table.QueryAsync<TableEntity>(filter, maxPerPage: 2, cancellationToken: cancellationToken).Take(2)
                .ToListAsync(cancellationToken);
            if (found is not [{ RowKey: RowKeys.Head } head, ..]) return (null, 0);
            if (found is not [_, var chatEvent]) return (head, 0);
            // On another page, it may be newer than the head, or changed since; then the two are read again.
            if (chatEvent.GetInt64("Commit") <= head.GetInt64("Commit")) return (head, chatEvent.GetInt64("Seq")!.Value);
        }

        throw new BackupException("A chat changed too fast to be read: start the backup again.");
    }

    private async Task WriteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        if (RowKeys.IsFile(row.RowKey)) _files.Add(row.RowKey);
        await writer.WriteAsync(row, cancellationToken);
    }

    private IAsyncEnumerable<Page<TableEntity>> PagesAsync(string filter, CancellationToken cancellationToken) =>
        table.QueryAsync<TableEntity>(filter, page, cancellationToken: cancellationToken).AsPages();
}
