using System.Security.Cryptography;
using ConnectNow.Files;
using ConnectNow.Grains.Files;

namespace ConnectNow.Providers.Files;

public sealed partial class FolderFileStore
{
    public async Task<BlockOutcome> StageAsync(
        FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, FileLimits.BlockSize);
        if (sha256.Length != SHA256.HashSizeInBytes) throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(sha256));

        Guarded(() => Disk.MustHaveRoom(_paths.Root, length));
        using var visit = _visits.Enter(key, inSteps: true);
        var entry = new JournalEntry(index, length, 0, sha256.ToArray());
        var slot = await visit.AloneAsync(() => SlotForAsync(visit, entry, cancellationToken), cancellationToken).ConfigureAwait(false);
        await using var taken = slot.ConfigureAwait(false);
        if (!await ReceiveAsync(visit, slot, content, cancellationToken).ConfigureAwait(false)) return BlockOutcome.Mismatch;

        Guarded(slot.Sync);
        await visit.AloneAsync(() => EnterAsync(visit, slot, cancellationToken), cancellationToken).ConfigureAwait(false);
        return BlockOutcome.Staged;
    }

    public async Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default)
    {
        using var visit = _visits.Enter(key, inSteps: false);
        var entries = await visit.AloneAsync(() => EntriesAsync(_paths.Staging(key), cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return [.. entries.Values.Select(entry => new StagedBlock(entry.Index, entry.Sha256))];
    }

    public async Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        using var visit = _visits.Enter(key, inSteps: false);
        return await visit.AloneAsync(() => CompleteAloneAsync(visit, blocks, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where the block must be written, so that what was staged before stays as it was.</summary>
    private async Task<BlockSlot> SlotForAsync(FileVisit visit, JournalEntry entry, CancellationToken cancellationToken)
    {
        var staging = _paths.Staging(visit.Key);
        var entries = await EntriesAsync(staging, cancellationToken).ConfigureAwait(false);
        return Guarded(() =>
        {
            if (!Directory.Exists(staging)) CreateStaging(visit.Key);
            var known = entries.GetValueOrDefault(entry.Index);
            return known is not null && known.Sha256.AsSpan().SequenceEqual(entry.Sha256)
                ? BlockSlot.Verifying(entry)
                : BlockSlot.Writing(staging, entry, visit.File, mayBeInPlace: known is null);
        });
    }

    /// <summary>Takes the content in; false when it is not what it should be.</summary>
    private async Task<bool> ReceiveAsync(FileVisit visit, BlockSlot slot, Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = new PooledReader(content, _bufferSize);
        var received = 0;
        while (await source.ReadAsync(slot.Entry.Length - received + 1, cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
        {
            if (received + piece.Length > slot.Entry.Length) return false;
            hash.AppendData(piece.Span);
            var at = received;
            await visit.AloneAsync(
                async () =>
                {
                    await GuardedAsync(() => slot.WriteAsync(piece, at, cancellationToken)).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            received += piece.Length;
        }

        return received == slot.Entry.Length && hash.GetHashAndReset().AsSpan().SequenceEqual(slot.Entry.Sha256);
    }

    /// <summary>The block's bytes are on the disk: says so in the journal.</summary>
    private async Task<bool> EnterAsync(FileVisit visit, BlockSlot slot, CancellationToken cancellationToken)
    {
        var staging = _paths.Staging(visit.Key);
        var known = (await EntriesAsync(staging, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(slot.Entry.Index);
        if (slot.IsVerifying)
        {
            return known is not null && known.Sha256.AsSpan().SequenceEqual(slot.Entry.Sha256)
                ? true
                : throw new IOException("The block was staged with other content in the meantime.");
        }

        // From here on it is done or fails as a whole, also when the caller gives up.
        await GuardedAsync(async () => await BlockJournal.AppendAsync(FilePaths.Journal(staging), slot.Entry, CancellationToken.None)
            .ConfigureAwait(false)).ConfigureAwait(false);
        Guarded(() => Disk.SyncFolder(staging));
        slot.IsKept = true;
        if (known is { Beside: not 0 }) Guarded(() => Disk.DeleteFile(FilePaths.Beside(staging, known.Index, known.Beside)));
        return true;
    }

    private async Task<bool> CompleteAloneAsync(FileVisit visit, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken)
    {
        var key = visit.Key;
        var staging = _paths.Staging(key);
        if (_paths.Whole(key) is { } whole)
        {
            var completed = await EntriesAsync(whole, cancellationToken).ConfigureAwait(false);
            if (completed.Count == blocks.Count && BlockJournal.Holds(completed, blocks))
            {
                visit.RevokeOthers();
                Guarded(() => Disk.DeleteFolder(staging));
                Guarded(() => KeepNewest(key));
                return true;
            }
        }

        var entries = await EntriesAsync(staging, cancellationToken).ConfigureAwait(false);
        if (!BlockJournal.Holds(entries, blocks)) return false;

        visit.RevokeOthers();
        await GuardedAsync(async () => await AssembleAsync(key, [.. entries.Values.Take(blocks.Count)], cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        Guarded(() =>
        {
            Directory.Move(staging, _paths.NextWhole(key));
            KeepNewest(key);
        });
        return true;
    }

    /// <summary>
    /// Makes of the staging folder what the completed file's folder holds. At every moment it is still a staging folder with these blocks.
    /// </summary>
    private async Task AssembleAsync(FileKey key, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var staging = _paths.Staging(key);
        if (!Directory.Exists(staging)) CreateStaging(key);
        var content = Disk.Open(FilePaths.Content(staging), FileMode.OpenOrCreate, FileAccess.ReadWrite);
        await using var opened = content.ConfigureAwait(false);
        foreach (var entry in entries.Where(entry => entry.Beside != 0))
            await MoveInAsync(staging, entry, content, cancellationToken).ConfigureAwait(false);
        Disk.Sync(content);

        // Only now may the journal say that all of them are in their places, and no more than these.
        var journal = FilePaths.Journal(staging);
        await BlockJournal.WriteAsync(journal + TemporaryExtension, entries.Select(entry => entry with { Beside = 0 }), cancellationToken)
            .ConfigureAwait(false);
        File.Move(journal + TemporaryExtension, journal, overwrite: true);
        Disk.SyncFolder(staging);

        content.SetLength(entries is [.., var last] ? ((long)last.Index * FileLimits.BlockSize) + last.Length : 0);
        Disk.Sync(content);
        foreach (var left in Directory.EnumerateFiles(staging).Except([content.Name, journal]))
            Disk.DeleteFile(left);
        Disk.SyncFolder(staging);
    }

    private async Task MoveInAsync(string staging, JournalEntry entry, FileStream content, CancellationToken cancellationToken)
    {
        var block = Disk.Open(FilePaths.Beside(staging, entry.Index, entry.Beside), FileMode.Open, FileAccess.Read);
        await using var opened = block.ConfigureAwait(false);
        using var source = new PooledReader(block, _bufferSize);
        var at = (long)entry.Index * FileLimits.BlockSize;
        while (await source.ReadAsync(_bufferSize, cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
        {
            await RandomAccess.WriteAsync(content.SafeFileHandle, piece, at, cancellationToken).ConfigureAwait(false);
            at += piece.Length;
        }
    }

    private void CreateStaging(FileKey key)
    {
        CreateFolderOf(key);
        Disk.CreateFolder(_paths.Staging(key));
        Disk.SyncFolder(_paths.File(key));
    }

    /// <summary>The newest completion is on the disk; those before it go.</summary>
    private void KeepNewest(FileKey key)
    {
        Disk.SyncFolder(_paths.File(key));
        foreach (var old in _paths.Superseded(key).ToList())
            Disk.DeleteFolder(old);
    }

    private async Task<SortedDictionary<int, JournalEntry>> EntriesAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            return await BlockJournal.ReadAsync(FilePaths.Journal(folder), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(fault, _paths.Root);
        }
    }
}
