using Azure;
using Azure.Data.Tables;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// One commit, tried until it is known what became of it. Trying again is harmless: every try is conditional on the same ETag of the head,
/// so at most one of them is done, even one that arrives after all others; and each names the same commit.
/// </summary>
internal sealed class CommitAttempts(
    TableClient table, TableClient once, ErasedChats erased, TimeProvider time, string partition, TimelineCommit commit, TimelineVersion? expected)
{
    private const int MaxTries = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly TimelineVersion? _expected = expected;

    /// <summary>The head to be replaced: the one expected, or the tombstone in its place.</summary>
    private TimelineVersion? _based = expected;
    /// <summary>What it changes, as it was when the head had the ETag expected; else it is not committed.</summary>
    private Dictionary<long, StoredEvent>? _stored;

    /// <summary>The last request that was not answered.</summary>
    private Exception? _unanswered;

    /// <summary>Among them was a try, which may have been done.</summary>
    private bool _mayBeDone;

    /// <exception cref="TimeoutException">It is unknown whether it was done.</exception>
    /// <exception cref="InvalidOperationException">It asks for what only a fault of the caller can; nothing was done.</exception>
    public async Task<CommitOutcome> RunAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (_unanswered is not null) await Task.Delay(FirstPause * (1 << tries), time, cancellationToken);
            try
            {
                if (await TryAsync(cancellationToken) is { } outcome) return outcome;
            }
            catch (Exception fault) when (fault is not (TimeoutException or InvalidOperationException) && StorageAnswer.IsMissing(fault, cancellationToken))
            {
                _unanswered = fault;
            }
        }

        throw Unknown();
    }

    /// <summary>Null when it was not done and may be tried again.</summary>
    private async Task<CommitOutcome?> TryAsync(CancellationToken cancellationToken)
    {
        _stored ??= await ReadChangedAsync(cancellationToken);
        var transaction = TimelineTransaction.Of(partition, commit, _stored, _based, creates: _expected is null);
        var refusal = transaction.Fault;
        if (refusal is null)
        {
            try
            {
                var answers = await once.SubmitTransactionAsync(transaction.Actions, cancellationToken);
                if (answers.Value is [{ Headers.ETag: { } head }, ..]) return new Committed(transaction.Written(head).ToString());
            }
            catch (RequestFailedException fault) when (StorageAnswer.IsConflict(fault))
            {
                refusal = $"{fault.Status} {fault.ErrorCode}";
            }
            catch (Exception fault) when (StorageAnswer.IsMissing(fault, cancellationToken))
            {
                (_unanswered, _mayBeDone) = (fault, true);
            }
        }

        return await JudgeAsync(refusal, cancellationToken);
    }

    /// <summary>Finds out from the head: done, fenced, refused, or none of these yet.</summary>
    private async Task<CommitOutcome?> JudgeAsync(string? refusal, CancellationToken cancellationToken)
    {
        var head = await TimelineHead.ReadAsync(table, partition, cancellationToken);
        if (head is { IsLive: true } && head.CommitId == commit.CommitId) return new Committed(head.Version.ToString());
        if (!IsExpected(head))
        {
            // If the number that this commit would have had went to another, it was not done, and never will be.
            var fenced = !_mayBeDone || head is null || head.Version.Number == (_based?.Number ?? 0) + 1;
            return fenced ? new Fenced() : throw Unknown();
        }

        if (refusal is null) return null;
        if (await FindDuplicatesAsync(cancellationToken) is { } existing) return new DuplicateKeys(existing);
        if (head is null || head.IsLive || _based?.Head == head.Version.Head)
            throw new InvalidOperationException($"The commit asks for what can't be: {refusal}");

        // A chat of this name was erased. What is left of it goes first, then its head is replaced.
        _based = (await erased.ClearAsync(partition, cancellationToken))?.Version;
        return null;
    }

    private bool IsExpected(TimelineHead? head) =>
        _expected is { } version ? head is { IsLive: true } && head.Version.Head == version.Head : head is not { IsLive: true };

    private async Task<Dictionary<long, StoredEvent>> ReadChangedAsync(CancellationToken cancellationToken)
    {
        var changed = commit.Changed.Select(chatEvent => chatEvent.Seq).Distinct().Except(commit.Added.Select(chatEvent => chatEvent.Seq));
        var rows = await Task.WhenAll(changed.Select(seq => TimelineHead.FindAsync(table, partition, RowKeys.Event(seq), cancellationToken)));
        return rows.OfType<TableEntity>().Select(TimelineRows.Event).ToDictionary(chatEvent => chatEvent.Seq);
    }

    private async Task<Dictionary<string, long>?> FindDuplicatesAsync(CancellationToken cancellationToken)
    {
        // Under a tombstone there may be keys of the chat that was.
        if (_expected is null) return null;
        var keys = commit.Added.Select(chatEvent => chatEvent.Key).OfType<string>().Distinct();
        var found = await Task.WhenAll(keys.Select(async key =>
            (Key: key, Row: await TimelineHead.FindAsync(table, partition, RowKeys.Key(key), cancellationToken))));
        var existing = found.Where(pair => pair.Row is not null).ToDictionary(pair => pair.Key, pair => pair.Row!.GetInt64("Seq")!.Value);
        return existing.Count > 0 ? existing : null;
    }

    private TimeoutException Unknown() => new("It is unknown whether the commit was done: storage did not answer.", _unanswered);
}
