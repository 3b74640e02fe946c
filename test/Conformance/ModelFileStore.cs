using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ConnectNow.Files;

namespace ConnectNow.Conformance;

/// <summary>
/// The promises of <see cref="IFileStore"/> in their plainest form, in memory and under one lock: what a real store is compared with.
/// </summary>
public sealed class ModelFileStore(TimeProvider time) : IFileStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FileKey, Kept> _files = [];
    private readonly Dictionary<FileMark, DateTimeOffset> _marks = [];
    private long _deletions;

    public async Task<BlockOutcome> StageAsync(
        FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, FileLimits.BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        var begun = Interlocked.Read(ref _deletions);
        var bytes = await ReadAsync(content, length + 1, cancellationToken);
        if (bytes.Length != length || !SHA256.HashData(bytes).AsSpan().SequenceEqual(sha256.Span)) return BlockOutcome.Mismatch;
        lock (_gate)
        {
            ThrowIfOvertaken(begun);
            Of(key).Staged[index] = bytes;
        }

        return BlockOutcome.Staged;
    }

    public Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<StagedBlock>>(_files.TryGetValue(key, out var kept) ? Blocks(kept.Staged.Select(pair => (pair.Key, pair.Value))) : []);
    }

    public Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var kept = _files.GetValueOrDefault(key) ?? new();
            if (kept.Completed is { } completed && Same(completed, blocks))
            {
                kept.Staged.Clear();
                Interlocked.Increment(ref _deletions);
                return Task.FromResult(true);
            }

            var staged = kept.Staged.Take(blocks.Count).ToList();
            if (!Same(Blocks(staged.Select(pair => (pair.Key, pair.Value))), blocks)) return Task.FromResult(false);
            if (blocks.Select((block, index) => block.Index == index).Contains(false)) return Task.FromResult(false);
            if (staged.SkipLast(1).Any(pair => pair.Value.Length != FileLimits.BlockSize)) return Task.FromResult(false);
            kept.Completed = [.. blocks];
            kept.Parts[FilePart.Content] = [.. staged.SelectMany(pair => pair.Value)];
            kept.Staged.Clear();
            _files[key] = kept;
            Interlocked.Increment(ref _deletions);
            return Task.FromResult(true);
        }
    }

    public async Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            if (part != FilePart.Offered && Of(key).Completed is null) throw new FileNotFoundException("There is no completed file to replace.");

        var begun = Interlocked.Read(ref _deletions);
        var bytes = await ReadAsync(content, int.MaxValue, cancellationToken);
        lock (_gate)
        {
            ThrowIfOvertaken(begun);
            Of(key).Parts[part] = bytes;
        }
    }

    public Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default)
    {
        lock (_gate) return Task.FromResult<Stream?>(_files.GetValueOrDefault(key)?.Parts.GetValueOrDefault(part) is { } bytes ? new MemoryStream(bytes, writable: false) : null);
    }

    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _files.Remove(key);
            Interlocked.Increment(ref _deletions);
        }

        return Task.CompletedTask;
    }

    public Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default)
    {
        if (!Secrets.IsId(chatId)) throw new ArgumentException("Not an id of a chat.", nameof(chatId));
        lock (_gate)
        {
            foreach (var key in _files.Keys.Where(key => key.ChatId == chatId).ToList()) _files.Remove(key);
            Interlocked.Increment(ref _deletions);
        }

        return Task.CompletedTask;
    }

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        lock (_gate) _marks.TryAdd(mark, time.GetUtcNow());
        return Task.CompletedTask;
    }

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        lock (_gate) _marks.Remove(mark);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<FileMark> MarksAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<FileMark> marks;
        lock (_gate) marks = [.. _marks.Where(pair => pair.Value <= before).Select(pair => pair.Key)];
        foreach (var mark in marks) yield return mark;
        await Task.CompletedTask;
    }

    private static void Check(FileMark mark)
    {
        if (!Secrets.IsId(mark.ChatId) || (mark.FileId is not null && !Secrets.IsId(mark.FileId))) throw new ArgumentException("Not ids.", nameof(mark));
    }

    private static IReadOnlyList<StagedBlock> Blocks(IEnumerable<(int Index, byte[] Bytes)> blocks) =>
        [.. blocks.Select(block => new StagedBlock(block.Index, SHA256.HashData(block.Bytes)))];

    private static bool Same(IReadOnlyList<StagedBlock> some, IReadOnlyList<StagedBlock> others) =>
        some.Count == others.Count && some.Zip(others).All(pair => pair.First.Index == pair.Second.Index && pair.First.Sha256.Span.SequenceEqual(pair.Second.Sha256.Span));

    private static async Task<byte[]> ReadAsync(Stream content, int most, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (read.Length < most && await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - read.Length)), cancellationToken) is > 0 and var count)
            read.Write(buffer, 0, count);
        return read.ToArray();
    }

    private void ThrowIfOvertaken(long begun)
    {
        if (begun != Interlocked.Read(ref _deletions)) throw new IOException("A file was completed or deleted meanwhile.");
    }

    private Kept Of(FileKey key)
    {
        if (!_files.TryGetValue(key, out var kept)) _files.Add(key, kept = new());
        return kept;
    }

    private sealed class Kept
    {
        public SortedDictionary<int, byte[]> Staged { get; } = [];

        public Dictionary<FilePart, byte[]> Parts { get; } = [];

        public IReadOnlyList<StagedBlock>? Completed { get; set; }
    }
}
