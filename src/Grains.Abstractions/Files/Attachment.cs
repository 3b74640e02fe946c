using System.Collections.Immutable;

namespace ConnectNow.Files;

/// <summary>
/// A file as a message shows it. What it says of the file was found by the server in the file itself, except for what is marked as a hint.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.attachment")]
public sealed record Attachment
{
    /// <summary>Unique within the service, [a-z0-9]{16}; the id of the upload it came from.</summary>
    [Id(0)] public required string Id { get; init; }

    /// <summary>
    /// As <see cref="FileName"/> leaves it: one path segment, at most <see cref="FileLimits.NameLength"/> UTF-16 code units.
    /// </summary>
    [Id(1)] public required string Name { get; init; }

    /// <summary>
    /// The media type found from the content, never from the name; <c>application/octet-stream</c> when it is none we know.
    /// </summary>
    [Id(2)] public required string Type { get; init; }

    /// <summary>Bytes, as stored: removing metadata may have made it smaller than what was sent.</summary>
    [Id(3)] public required long Size { get; init; }

    /// <summary>Pixels of an image or a video as it is shown, its orientation applied. A hint for videos.</summary>
    [Id(4)] public int? Width { get; init; }

    /// <inheritdoc cref="Width"/>
    [Id(5)] public int? Height { get; init; }

    /// <summary>Milliseconds of sound or film. A hint.</summary>
    [Id(6)] public long? Duration { get; init; }

    /// <summary>Whether a small WebP picture of it can be fetched.</summary>
    [Id(7)] public bool HasPreview { get; init; }

    /// <summary>The preview's mean colour, <c>#rrggbb</c>: what stands in the box until the picture is there.</summary>
    [Id(8)] public string? Colour { get; init; }

    /// <summary>Recorded in the chat, to be listened to there. A hint.</summary>
    [Id(9)] public bool Voice { get; init; }

    /// <summary>
    /// Loudness over the length of a recording, 0 to 255, at most <see cref="FileLimits.WaveformLength"/> values; empty when unknown. A
    /// hint.
    /// </summary>
    [Id(10)] public ImmutableArray<byte> Waveform { get; init; } = [];

    /// <summary>Whether a picture moves; null when it was not looked for, as in what earlier builds have stored.</summary>
    [Id(11)] public bool? Animated { get; init; }
}
