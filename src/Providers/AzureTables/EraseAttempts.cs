using Azure.Data.Tables;

namespace ConnectNow.Providers.AzureTables;

/// <summary>One erasure, tried until it is known what became of it.</summary>
internal sealed class EraseAttempts(
    TableClient table, TableClient once, ErasedChats erased, TimeProvider time, string partition, TimelineVersion? expected)
{
    private const int MaxTries = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>The last request that was not answered, or was refused.</summary>
    private Exception? _fault;

    private bool _mayBeDone;

    /// <summary>False when the head's ETag is another; true when there is no such chat.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (_fault is not null) await Task.Delay(FirstPause * (1 << tries), time, cancellationToken);
            try
            {
                if (await TryAsync(cancellationToken) is { } erased) return erased;
            }
            catch (Exception fault) when (fault is not TimeoutException && (StorageAnswer.IsConflict(fault) || StorageAnswer.IsMissing(fault, cancellationToken)))
            {
                // The head tells which.
                _fault = fault;
            }
        }

        throw Unknown();
    }

    private async Task<bool?> TryAsync(CancellationToken cancellationToken)
    {
        var head = await TimelineHead.ReadAsync(table, partition, cancellationToken);
        if (head is not { IsLive: true })
        {
            if (head is { Cleared: false }) erased.Request();
            return true;
        }

        if (expected is not { } version || head.Version.Head != version.Head)
        {
            // Erased by a try whose answer was lost, and made again since?
            return expected is not { } mine || !_mayBeDone || head.Version.Born <= mine.Number ? false : throw Unknown();
        }

        await erased.NoteAsync(partition, cancellationToken);
        var tombstone = TimelineHead.Tombstone(partition, version with { Number = version.Number + 1 }, $"erased {Guid.NewGuid():N}", cleared: false);
        _mayBeDone = true;
        await once.UpdateEntityAsync(tombstone, version.Head, TableUpdateMode.Replace, cancellationToken);
        erased.Request();
        return true;
    }

    private TimeoutException Unknown() => new("It is unknown whether the chat was erased: storage did not answer.", _fault);
}
