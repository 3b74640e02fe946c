using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// Erased chats whose rows are still there, and their removal. Each piece is a transaction with the chat's tombstone, conditional on its
/// ETag: of several who remove the same chat's rows at most one goes on, and nobody can remove rows of a chat that was made again in the
/// meantime.
/// </summary>
internal sealed partial class ErasedChats(TableClient table, TableClient once, TimeProvider time, ILogger logger)
{
    private const int MaxFaults = 10;

    /// <summary>A note about a chat that lives is void: its erasure was refused or has never come. It had this long to come.</summary>
    private static readonly TimeSpan NoteLife = TimeSpan.FromHours(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Requests for a round. Several at once are one.</summary>
    public ChannelReader<bool> Requests => _requests.Reader;

    public void Request() => _requests.Writer.TryWrite(true);

    /// <summary>Writes down that a chat is about to be erased.</summary>
    public Task NoteAsync(string partition, CancellationToken cancellationToken) =>
        table.UpsertEntityAsync(new TableEntity(RowKeys.ErasedPartition, partition) { ["At"] = time.GetUtcNow() }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>Removes the rows of all erased chats.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RowKeys.ErasedPartition}");
        await foreach (var note in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            try
            {
                await CleanUpAsync(note, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // One chat must not hold up the others; its note has it tried again.
                LogClearingFailed(fault);
            }
        }
    }

    private async Task CleanUpAsync(TableEntity note, CancellationToken cancellationToken)
    {
        var head = await ClearAsync(note.RowKey, cancellationToken);
        if (head is { IsLive: true } && note.GetDateTimeOffset("At") + NoteLife > time.GetUtcNow()) return;
        try
        {
            await table.DeleteEntityAsync(note, note.ETag, cancellationToken);
        }
        catch (RequestFailedException fault) when (StorageAnswer.IsConflict(fault))
        {
            LogNoteChanged();
        }
    }

    /// <summary>Removes the rows of a chat if it is erased; its head when that is done, or when there was nothing to do.</summary>
    public async Task<TimelineHead?> ClearAsync(string partition, CancellationToken cancellationToken)
    {
        for (var faults = 0; ;)
        {
            var head = await TimelineHead.ReadAsync(table, partition, cancellationToken);
            if (head is not { Erased: true, Cleared: false }) return head;
            try
            {
                await ClearPageAsync(partition, head.Version, cancellationToken);
            }
            catch (Exception fault) when (StorageAnswer.IsConflict(fault) || StorageAnswer.IsMissing(fault, cancellationToken))
            {
                // Another process is at it, or the chat was made again; or no answer came. The head and what is left tell.
                if (++faults == MaxFaults) throw;
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task ClearPageAsync(string partition, TimelineVersion version, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {RowKeys.Head}");
        var pages = table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken)
            .AsPages();
        await using var reader = pages.GetAsyncEnumerator(cancellationToken);
        var page = await reader.MoveNextAsync() ? reader.Current : null;
        var rows = page?.Values ?? [];
        for (var from = 0; from == 0 || from < rows.Count; from += TimelineTransaction.MaxOperations - 1)
        {
            var piece = rows.Skip(from).Take(TimelineTransaction.MaxOperations - 1).ToList();
            var isLast = from + piece.Count == rows.Count && page?.ContinuationToken is null;
            version = await ClearPieceAsync(partition, version, piece, isLast, cancellationToken);
        }
    }

    private async Task<TimelineVersion> ClearPieceAsync(
        string partition, TimelineVersion version, List<TableEntity> rows, bool isLast, CancellationToken cancellationToken)
    {
        var next = version with { Number = version.Number + 1 };
        var tombstone = TimelineHead.Tombstone(partition, next, $"erased {Guid.NewGuid():N}", isLast);
        var answers = await once.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.UpdateReplace, tombstone, version.Head),
                .. rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)),
            ],
            cancellationToken);
        return next with { Head = answers.Value[0].Headers.ETag!.Value };
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The note of an erased chat was removed or rewritten by another process.")]
    private partial void LogNoteChanged();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing the rows of an erased chat failed; it is tried again later.")]
    private partial void LogClearingFailed(Exception fault);
}
