using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Reading. Events lie from the newest on, so that the newest are found without knowing their numbers.</summary>
/// <remarks>
/// A page is read beside the head, not after it: what an erased chat has left is not shown, and nobody waits twice. An answer that breaks
/// off is read again from the start; the client of the SDK sees to requests that get none at all.
/// </remarks>
public sealed partial class TableTimelineStore
{
    /// <summary>The most rows storage answers at once.</summary>
    private const int MaxPage = 1000;

    public async Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        return await _reads.RunAsync(token => new TimelineLoad(_table, RowKeys.Partition(chatId), tail).RunAsync(token), cancellationToken);
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadAsync(
        string chatId, long from, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0) return [];
        var partition = RowKeys.Partition(chatId);
        return await UnlessErasedAsync(partition, [], token => ReadFromAsync(partition, Math.Max(from, 1), count, token), cancellationToken);
    }

    public async Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(
        string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (tag is not (Collected.Files or Collected.Links))
            throw new ArgumentOutOfRangeException(nameof(tag), tag, "Events are collected by one tag.");

        if (count == 0 || before <= 1) return [];
        var partition = RowKeys.Partition(chatId);
        var range = TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey gt {RowKeys.Tagged(tag, before)} and RowKey le {RowKeys.Tagged(tag, 0)}");
        return await UnlessErasedAsync(partition, [], token => ReadAsync(range, count, token), cancellationToken);
    }

    public async Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(key);
        var partition = RowKeys.Partition(chatId);
        var row = await UnlessErasedAsync(partition, null, token => TimelineHead.FindAsync(_table, partition, RowKeys.Key(key), token), cancellationToken);
        return row?.GetInt64("Seq");
    }

    /// <summary>Where numbers have no gaps and the chat goes on so far, one range has as many as asked for.</summary>
    private async Task<IReadOnlyList<StoredEvent>> ReadFromAsync(
        string partition, long from, int count, CancellationToken cancellationToken)
    {
        var to = from > long.MaxValue - count ? long.MaxValue : from + count - 1;
        var events = await ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {RowKeys.Event(to)} and RowKey le {RowKeys.Event(from)}"),
            int.MaxValue,
            cancellationToken);
        if (events.Count == count || to == long.MaxValue) return events;

        var beyond = await ReadAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {RowKeys.Event(long.MaxValue)} and RowKey lt {RowKeys.Event(to)}"),
            int.MaxValue,
            cancellationToken);
        return [.. events, .. beyond.Take(count - events.Count)];
    }

    /// <summary>What was read, or nothing of a chat that is not there.</summary>
    private Task<T> UnlessErasedAsync<T>(
        string partition, T nothing, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        _reads.RunAsync(
            async token =>
            {
                var head = TimelineHead.ReadAsync(_table, partition, token);
                var reading = read(token);
                await Task.WhenAll(head, reading);
                return await head is { IsLive: true } ? await reading : nothing;
            },
            cancellationToken);

    /// <summary>The first rows of a range, which are its newest, in ascending order.</summary>
    private async Task<IReadOnlyList<StoredEvent>> ReadAsync(string range, int count, CancellationToken cancellationToken)
    {
        var events = new List<StoredEvent>();
        await foreach (var page in _table.QueryAsync<TableEntity>(range, Math.Min(count, MaxPage), cancellationToken: cancellationToken).AsPages())
        {
            events.AddRange(page.Values.Take(count - events.Count).Select(TimelineRows.Event));
            if (events.Count == count) break;
        }

        events.Reverse();
        return events;
    }
}
