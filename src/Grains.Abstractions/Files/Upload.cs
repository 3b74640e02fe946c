namespace ConnectNow.Files;

/// <summary>A file on its way into a chat: from the first word of it until its message is sent.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.upload")]
public sealed record Upload
{
    /// <summary>Will be the attachment's id.</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>Bytes to come, in all.</summary>
    [Id(2)] public required long Size { get; init; }

    /// <summary>The participant whose upload it is, or <see cref="Chats.Author.Company"/>: nobody else sees it.</summary>
    [Id(3)] public required string By { get; init; }

    /// <summary>The id its author made for it: the same one twice is one upload.</summary>
    [Id(4)] public required string ClientId { get; init; }

    /// <summary>UTC.</summary>
    [Id(5)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>What a message can show of it; null until every byte has arrived and was looked at.</summary>
    [Id(6)] public Attachment? Attachment { get; init; }

    public DateTimeOffset ExpiresAt => StartedAt + FileLimits.UploadLifetime;

    /// <summary>How many blocks it comes in. An empty file has none.</summary>
    public int Blocks => (int)((Size + FileLimits.BlockSize - 1) / FileLimits.BlockSize);

    /// <summary>Bytes of one block: all but the last are full.</summary>
    public int LengthOf(int block) => (int)Math.Min(FileLimits.BlockSize, Size - ((long)block * FileLimits.BlockSize));
}

/// <summary>What begins an upload.</summary>
/// <param name="ClientId">1 to 64 visible ASCII characters, the author's own.</param>
/// <param name="Name">As the author's device has it.</param>
/// <param name="Size">Bytes.</param>
[GenerateSerializer, Immutable, Alias("connectnow.new-upload")]
public sealed record NewUpload([property: Id(0)] string ClientId, [property: Id(1)] string Name, [property: Id(2)] long Size);
