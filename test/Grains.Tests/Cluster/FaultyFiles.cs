using ConnectNow.Files;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>A real file store behind a line that breaks where it is told to.</summary>
public sealed class FaultyFiles(IFileStore store, FaultSwitch fuse) : IFileStore
{
    /// <summary>Whether deletions fail.</summary>
    public bool FailDeletes { get; set; }

    public Task<BlockOutcome> StageAsync(
        FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default) =>
        store.StageAsync(key, index, length, sha256, content, cancellationToken);

    public Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default) =>
        store.StagedAsync(key, cancellationToken);

    public Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default) =>
        store.CompleteAsync(key, blocks, cancellationToken);

    public Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default) =>
        store.ReplaceAsync(key, part, content, cancellationToken);

    public Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default) =>
        store.OpenAsync(key, part, cancellationToken);

    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default) => FailDeletes
        ? throw new IOException("The disk does not answer.")
        : fuse.Pass(() => store.DeleteAsync(key, cancellationToken));

    public Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default) =>
        fuse.Pass(() => store.DeleteChatAsync(chatId, cancellationToken));

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        fuse.Pass(() => store.MarkAsync(mark, cancellationToken));

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        fuse.Pass(() => store.UnmarkAsync(mark, cancellationToken));

    public IAsyncEnumerable<FileMark> MarksAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        store.MarksAsync(before, cancellationToken);
}
