using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Storage.AzureTables;

/// <summary>Reading. Entries lie from the newest on, so that the newest are found without knowing their numbers.</summary>
/// <remarks>
/// A page is read beside the head, not after it: what an erased chat has left is not shown, and nobody waits twice.
/// </remarks>
public sealed partial class TableTimelineStore
{
    /// <summary>The most rows storage answers at once.</summary>
    private const int MaxPage = 1000;

    public async Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        return await new TimelineLoad(_table, RowKeys.Partition(chatId), tail).RunAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(string chatId, long from, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0) return [];
        var partition = RowKeys.Partition(chatId);
        from = Math.Max(from, 1);
        var to = from > long.MaxValue - count ? long.MaxValue : from + count - 1;
        var range = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {RowKeys.Entry(to)} and RowKey le {RowKeys.Entry(from)}");
        return await UnlessErasedAsync(partition, ReadAsync(range, int.MaxValue, cancellationToken), cancellationToken);
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(
        string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (tag is not (Collected.Files or Collected.Links))
            throw new ArgumentOutOfRangeException(nameof(tag), tag, "Entries are collected by one tag.");

        if (count == 0 || before <= 1) return [];
        var partition = RowKeys.Partition(chatId);
        var range = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {RowKeys.Tagged(tag, before)} and RowKey le {RowKeys.Tagged(tag, 0)}");
        return await UnlessErasedAsync(partition, ReadAsync(range, count, cancellationToken), cancellationToken);
    }

    public async Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(key);
        var partition = RowKeys.Partition(chatId);
        var head = TimelineHead.ReadAsync(_table, partition, cancellationToken);
        var row = TimelineHead.FindAsync(_table, partition, RowKeys.Key(key), cancellationToken);
        await Task.WhenAll(head, row);
        return await head is { IsLive: true } ? (await row)?.GetInt64("Seq") : null;
    }

    private async Task<IReadOnlyList<StoredEvent>> UnlessErasedAsync(
        string partition, Task<List<StoredEvent>> reading, CancellationToken cancellationToken)
    {
        var head = TimelineHead.ReadAsync(_table, partition, cancellationToken);
        await Task.WhenAll(head, reading);
        return await head is { IsLive: true } ? await reading : [];
    }

    /// <summary>The first rows of a range, which are its newest, in ascending order.</summary>
    private async Task<List<StoredEvent>> ReadAsync(string range, int count, CancellationToken cancellationToken)
    {
        var entries = new List<StoredEvent>();
        await foreach (var page in _table.QueryAsync<TableEntity>(range, Math.Min(count, MaxPage), cancellationToken: cancellationToken).AsPages())
        {
            entries.AddRange(page.Values.Take(count - entries.Count).Select(TimelineRows.Event));
            if (entries.Count == count) break;
        }

        entries.Reverse();
        return entries;
    }
}
