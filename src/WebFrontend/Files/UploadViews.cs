using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Wire;

namespace ConnectNow.WebFrontend.Files;

/// <summary>What begins an upload.</summary>
/// <param name="ClientId">Made by the client: the same one again is the same upload. 1 to 64 visible ASCII characters.</param>
/// <param name="Name">As the device has it; what is kept of it is in the answer.</param>
/// <param name="Size">Bytes, 0 or more.</param>
internal sealed record NewUploadRequest(
    [property: StringLength(ChatLimits.ClientIdLength, MinimumLength = 1), RegularExpression("^[!-~]+$")] string? ClientId,
    [property: Required] string? Name,
    [property: Required, Range(0, FileLimits.FileSize)] long? Size);

/// <summary>What finishes an upload.</summary>
/// <param name="Digest"><c>sha-256=:BASE64:</c> of the blocks' SHA-256 digests (32 bytes each), one after the other.</param>
/// <param name="Width">Pixels of a film: a hint, as all that follow are.</param>
/// <param name="Height">Pixels of a film.</param>
/// <param name="Duration">Milliseconds of sound or film.</param>
/// <param name="Voice">Whether it was recorded in the chat.</param>
/// <param name="Waveform">Base64 of at most 96 bytes: the loudness over its length.</param>
internal sealed record CompleteUploadRequest(
    [property: Required] string? Digest, int? Width, int? Height, long? Duration, bool? Voice, string? Waveform);

/// <summary>A file on its way.</summary>
internal sealed record UploadView
{
    /// <summary>What a message names to have the file.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Bytes to come, in all.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes of each block but the last.</summary>
    public required int BlockSize { get; init; }

    /// <summary>How many blocks there are.</summary>
    public required int Blocks { get; init; }

    /// <summary>The blocks that have arrived; empty once it is complete.</summary>
    public required IReadOnlyList<StagedBlockView> Staged { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it is removed, unless a message has it.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Null until it is complete.</summary>
    public required AttachmentView? Attachment { get; init; }

    public static UploadView Of(Upload upload, IReadOnlyList<StagedBlock> staged) => new()
    {
        Id = upload.Id,
        Name = upload.Name,
        Size = upload.Size,
        BlockSize = FileLimits.BlockSize,
        Blocks = upload.Blocks,
        Staged = upload.Attachment is null ? [.. staged.Select(block => new StagedBlockView(block.Index, ContentDigest.Write(block.Sha256.Span)))] : [],
        StartedAt = upload.StartedAt,
        ExpiresAt = upload.ExpiresAt,
        Attachment = upload.Attachment is { } file ? AttachmentView.Of(file) : null,
    };
}

/// <summary>A block that has arrived.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Digest"><c>sha-256=:BASE64:</c> of its bytes.</param>
internal sealed record StagedBlockView(int Index, string Digest);
