namespace ConnectNow.Files;

/// <summary>
/// Durable bytes of files. Frontends stream them in and out, past the silos; chats decide what is kept. A provider keeps bytes and
/// knows nothing of people, messages or types.
/// </summary>
/// <remarks>
/// What every provider must hold, and the conformance suite checks:
/// <list type="number">
/// <item>A block answered <see cref="BlockOutcome.Staged"/> is durable: it survives the power going, and an upload goes on after it.</item>
/// <item>A block whose content has another length or another SHA-256 than was said is answered <see cref="BlockOutcome.Mismatch"/>, and
/// what was staged before stays as it was.</item>
/// <item>Staging a block again is allowed at any time and in any order; the last one that was answered counts.</item>
/// <item>A completed file is there whole or not at all, durable before it is answered; completing it again with the same blocks is answered
/// the same.</item>
/// <item>Completing with blocks that are not all staged, or not these, is answered false and changes nothing.</item>
/// <item>Memory does not grow with the size of a file, nor with the number of its blocks beyond their digests.</item>
/// <item>A deleted file is as one that never was; deleting again is done already; a stream that was open may go on or fail, but never reads
/// anything else.</item>
/// <item>Marks last until they are taken away, whatever happens to the file; marking twice is one mark that keeps its first time.</item>
/// <item>Keys don't meet: files of other ids and chats are never touched. No name from outside ever becomes a path.</item>
/// <item>A fault is a <see cref="IOException"/> (a full disk with a sentence that says so); it is then unknown whether the call was done,
/// and it can be made again.</item>
/// </list>
/// </remarks>
public interface IFileStore
{
    /// <summary>Stages one block of an upload.</summary>
    /// <param name="key">The file to be.</param>
    /// <param name="index">From 0; at offset <c>index * FileLimits.BlockSize</c>.</param>
    /// <param name="length">Bytes it must have, at most <see cref="FileLimits.BlockSize"/>.</param>
    /// <param name="sha256">32 bytes that its content must hash to.</param>
    /// <param name="content">Read once, to its end or to one byte past <paramref name="length"/>. What it throws is passed on, with nothing
    /// changed.</param>
    /// <param name="cancellationToken">Stops it; whether the block was staged is then unknown.</param>
    Task<BlockOutcome> StageAsync(FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default);

    /// <summary>The blocks staged so far, ascending by index; empty when there are none.</summary>
    Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default);

    /// <summary>Makes the file of its blocks, which must be all of them, in order. No blocks make an empty file.</summary>
    Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default);

    /// <summary>Puts other content in the place of a completed file, or of its preview: whole or not at all.</summary>
    Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a completed file or its preview for reading; null when there is none. The stream seeks, reads in pieces, and is the caller's
    /// to dispose.
    /// </summary>
    Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default);

    /// <summary>Deletes the file with everything that belongs to it but its mark.</summary>
    Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default);

    /// <summary>Deletes every file of a chat, but no mark.</summary>
    Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default);

    /// <summary>Leaves a durable mark: whatever happens to this process, the mark is cleaned up after later.</summary>
    Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default);

    /// <summary>Takes a mark away; none is done already.</summary>
    Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default);

    /// <summary>
    /// The marks left at or before a time, in no order. Marks left or taken away in the meantime may be among them or not.
    /// </summary>
    IAsyncEnumerable<FileMark> MarksAsync(DateTimeOffset before, CancellationToken cancellationToken = default);
}

/// <summary>What belongs to a file.</summary>
public enum FilePart
{
    Content = 0,

    /// <summary>A small picture of it.</summary>
    Preview = 1,

    /// <summary>
    /// A picture offered as preview by the sender, as it came: to be looked at and made into <see cref="Preview"/>, never served.
    /// </summary>
    Offered = 2,
}

/// <summary>Something to clean up: one file of a chat, or, without a file, the chat as a whole.</summary>
public readonly record struct FileMark(string ChatId, string? FileId)
{
    public static FileMark Of(FileKey key) => new(key.ChatId, key.FileId);
}

/// <summary>A block that is durable.</summary>
public sealed record StagedBlock(int Index, ReadOnlyMemory<byte> Sha256);

/// <summary>How staging a block ended.</summary>
public enum BlockOutcome
{
    Staged = 0,
    Mismatch = 1,
}
