using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Committing and erasing.</summary>
public sealed partial class TableTimelineStore
{
    /// <inheritdoc/>
    /// <exception cref="TimeoutException">Storage did not answer in time: it is unknown whether the commit was done.</exception>
    public async Task<CommitOutcome> CommitAsync(string chatId, TimelineCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(commit);
        if (commit.Rows > MaxRowsPerCommit)
            throw new ArgumentException($"A commit holds {MaxRowsPerCommit} rows at most; this one has {commit.Rows}.", nameof(commit));

        TimelineVersion? expected = null;
        if (commit.ExpectedETag is { } etag && (expected = TimelineVersion.Parse(etag)) is null) return new Fenced();
        var attempts = new CommitAttempts(_table, _once, _erased, _time, RowKeys.Partition(chatId), commit, expected);
        return await WithTimeoutAsync(attempts.RunAsync, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The head is replaced by a tombstone, conditional on its ETag: from then on there is no such chat for anybody. Its rows are removed
    /// after; a note that they must be, written before, has it resumed should this process end.
    /// </remarks>
    /// <exception cref="TimeoutException">Storage did not answer in time: it is unknown whether the chat was erased.</exception>
    public async Task<bool> EraseAsync(string chatId, string etag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(etag);
        var erasure = new EraseAttempts(_table, _once, _erased, _time, RowKeys.Partition(chatId), TimelineVersion.Parse(etag));
        return await WithTimeoutAsync(erasure.RunAsync, cancellationToken);
    }

    private async Task<T> WithTimeoutAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"It is unknown what storage has done: it did not answer within {_options.Timeout}.", fault);
        }
    }
}
