using Azure.Data.Tables;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// Loads a chat as it was at one moment. Storage answers one query about one partition from one moment, and shows a transaction whole or
/// not at all in it; several queries are several moments.
/// </summary>
/// <remarks>
/// All that a load needs lies in one range, head first, so one query is all for a chat of some hundred people. When that takes more than
/// one page, another round asks for what has changed since the first page (the head, all files, and the rows of later commits), and
/// another, until a round fits in one page: then everything is known as it was at that page's moment. What a round asks for shrinks to what
/// was committed during the round before, so that a chat under load ends this too.
/// </remarks>
internal sealed class TimelineLoad(TableClient table, string partition, int tail)
{
    /// <summary>Rows asked for beyond the tail: what a chat has in people and files, mostly.</summary>
    private const int Others = 250;

    private const int MaxPage = 1000;
    private const int MaxRounds = 30;

    private readonly Dictionary<string, TableEntity> _participants = new(StringComparer.Ordinal);

    /// <summary>By row key: from the newest on.</summary>
    private readonly SortedDictionary<string, TableEntity> _events = new(StringComparer.Ordinal);

    private readonly List<TableEntity> _files = [];

    public async Task<StoredTimeline?> RunAsync(CancellationToken cancellationToken)
    {
        long? since = null;
        for (var round = 0; round < MaxRounds; round++)
        {
            var (head, pages) = await ReadAsync(since, cancellationToken);
            if (head is not { IsLive: true }) return null;
            if (head.Version.Born > since)
            {
                // Erased and made again between two pages: what was read is another chat's.
                Forget();
                since = null;
            }
            else if (pages == 1)
            {
                return Result(head);
            }
            else
            {
                since = head.Version.Number;
            }
        }

        throw new TimeoutException($"The chat changed by more than a page in each of {MaxRounds} rounds.");
    }

    /// <summary>One round: the head as its first page shows it, and how many pages there were.</summary>
    private async Task<(TimelineHead? Head, int Pages)> ReadAsync(long? since, CancellationToken cancellationToken)
    {
        TimelineHead? head = null;
        var pages = 0;
        _files.Clear();
        var query = table.QueryAsync<TableEntity>(FilterOf(since), (int)Math.Min((long)tail + Others, MaxPage), cancellationToken: cancellationToken);
        await foreach (var page in query.AsPages())
        {
            pages++;
            foreach (var row in page.Values)
            {
                if (row.RowKey == RowKeys.Head) head = TimelineHead.Of(row);
                else Take(row);
            }

            // An event shows that all people are read.
            if (since is null && _events.Count >= Math.Max(tail, 1)) break;
        }

        return (head, pages);
    }

    private string FilterOf(long? since)
    {
        if (since is not { } commit)
            return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {RowKeys.Head} and RowKey lt {RowKeys.AfterEvents}");

        // As far back as the first round went; events newer than that come before.
        var last = _events.Count == 0 ? RowKeys.AfterEvents : _events.Keys.Last();
        return TableClient.CreateQueryFilter(
            $"PartitionKey eq {partition} and RowKey ge {RowKeys.Head} and RowKey le {last} and (RowKey lt {RowKeys.AfterFiles} or Commit gt {commit})");
    }

    private void Take(TableEntity row)
    {
        if (RowKeys.IsFile(row.RowKey)) _files.Add(row);
        else if (RowKeys.IsParticipant(row.RowKey)) _participants[row.RowKey] = row;
        else if (RowKeys.IsEvent(row.RowKey)) _events[row.RowKey] = row;
    }

    private void Forget()
    {
        _participants.Clear();
        _events.Clear();
    }

    private StoredTimeline Result(TimelineHead head) => new(
        head.Version.ToString(),
        head.CommitId,
        head.Body,
        [.. _participants.Values.Select(TimelineRows.Participant)],
        [.. _files.Select(TimelineRows.File)],
        [.. _events.Values.Take(tail).Select(TimelineRows.Event).Reverse()]);
}
