using System.Security.Cryptography;
using ConnectNow.Files;
using Xunit;

namespace ConnectNow.Conformance;

/// <summary>
/// What <see cref="IFileStore"/> promises, as tests. A provider derives one class from this, names its store, and is done; the partial
/// files hold the numbered conditions by subject.
/// </summary>
public abstract partial class FileStoreConformance
{
    private readonly FileKey _key = new(Secrets.NewId(), Secrets.NewId());

    /// <summary>The provider under test. Files of other tests may be in it.</summary>
    protected abstract IFileStore Store { get; }

    /// <summary>The same files, opened anew, as after a restart of the process.</summary>
    protected abstract IFileStore Reopened();

    /// <summary>The time that marks are left at.</summary>
    protected abstract DateTimeOffset Now { get; }

    /// <summary>How often a race of many large blocks is run; a store behind a network may do with less.</summary>
    protected virtual int Races => 10;

    /// <summary>Moves <see cref="Now"/>.</summary>
    protected abstract void Advance(TimeSpan time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Bytes that say which they are: the same seed gives the same.</summary>
    protected static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static byte[] FullBlock(int seed) => Content(FileLimits.BlockSize, seed);

    protected static byte[] Joined(params byte[][] contents) => [.. contents.SelectMany(content => content)];

    protected static StagedBlock Block(int index, byte[] content) => new(index, SHA256.HashData(content));

    protected async Task<StagedBlock> StagedAsync(FileKey key, int index, byte[] content)
    {
        var block = Block(index, content);
        Assert.Equal(BlockOutcome.Staged, await StageAsync(key, block, content));
        return block;
    }

    protected async Task<BlockOutcome> StageAsync(FileKey key, StagedBlock block, byte[] content, int? length = null)
    {
        using var stream = new MemoryStream(content);
        return await Store.StageAsync(key, block.Index, length ?? content.Length, block.Sha256, stream, Cancellation);
    }

    /// <summary>Stages and completes.</summary>
    protected async Task<List<StagedBlock>> CompletedAsync(FileKey key, params byte[][] contents)
    {
        var blocks = new List<StagedBlock>();
        for (var index = 0; index < contents.Length; index++)
            blocks.Add(await StagedAsync(key, index, contents[index]));
        Assert.True(await Store.CompleteAsync(key, blocks, Cancellation));
        return blocks;
    }

    protected async Task ReplaceAsync(FileKey key, FilePart part, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await Store.ReplaceAsync(key, part, stream, Cancellation);
    }

    /// <summary>Everything in it; null when there is none.</summary>
    protected static async Task<byte[]?> ReadAsync(IFileStore store, FileKey key, FilePart part = FilePart.Content)
    {
        await using var stream = await store.OpenAsync(key, part, Cancellation);
        if (stream is null) return null;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        Assert.Equal(copy.Length, stream.Length);
        return copy.ToArray();
    }

    protected Task<byte[]?> ReadAsync(FileKey key, FilePart part = FilePart.Content) => ReadAsync(Store, key, part);

    protected async Task<List<FileMark>> MarksAsync(DateTimeOffset before, IFileStore? store = null)
    {
        var marks = new List<FileMark>();
        await foreach (var mark in (store ?? Store).MarksAsync(before, Cancellation))
            marks.Add(mark);
        return marks;
    }

    /// <summary>Compared by what they hold; a record of bytes is equal to itself alone.</summary>
    protected static string[] Shown(IEnumerable<StagedBlock> blocks) =>
        [.. blocks.Select(block => $"{block.Index}:{Convert.ToHexString(block.Sha256.Span)}")];

    /// <summary>All that can be seen of a file, as text: equal before and after whatever must change nothing.</summary>
    private async Task<string> SnapshotAsync(FileKey key)
    {
        var parts = new List<string>();
        foreach (var part in Enum.GetValues<FilePart>())
            parts.Add(await ReadAsync(key, part) is { } bytes ? Convert.ToHexString(SHA256.HashData(bytes)) : "none");
        return $"{string.Join(';', Shown(await Store.StagedAsync(key, Cancellation)))}|{string.Join(';', parts)}";
    }
}
