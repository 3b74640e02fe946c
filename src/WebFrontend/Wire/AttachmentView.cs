using ConnectNow.Files;
using MessagePack;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>A file as a message shows it: what the server has found in it, not what its name says.</summary>
[MessagePackObject]
public record AttachmentView
{
    [Key("id")] public required string Id { get; init; }

    /// <summary>One path segment, at most 200 UTF-16 code units.</summary>
    [Key("name")] public required string Name { get; init; }

    /// <summary>The media type found from the content.</summary>
    [Key("type")] public required string Type { get; init; }

    /// <summary>Bytes.</summary>
    [Key("size")] public required long Size { get; init; }

    /// <summary>Pixels, as it is shown.</summary>
    [Key("width")] public int? Width { get; init; }

    /// <summary>Pixels, as it is shown.</summary>
    [Key("height")] public int? Height { get; init; }

    /// <summary>Milliseconds of sound or film.</summary>
    [Key("duration")] public long? Duration { get; init; }

    /// <summary>Whether a small WebP picture of it can be fetched.</summary>
    [Key("has_preview")] public required bool HasPreview { get; init; }

    /// <summary>The preview's mean colour, <c>#rrggbb</c>.</summary>
    [Key("colour")] public string? Colour { get; init; }

    /// <summary>Recorded in the chat.</summary>
    [Key("voice")] public required bool Voice { get; init; }

    /// <summary>Base64 of the loudness over its length, 0 to 255 each.</summary>
    [Key("waveform")] public string? Waveform { get; init; }

    /// <summary>Whether a picture moves; null of what is no picture, and of pictures sent before this was looked for.</summary>
    [Key("animated")] public bool? Animated { get; init; }

    internal static AttachmentView Of(Attachment file) => new()
    {
        Id = file.Id,
        Name = file.Name,
        Type = file.Type,
        Size = file.Size,
        Width = file.Width,
        Height = file.Height,
        Duration = file.Duration,
        HasPreview = file.HasPreview,
        Colour = file.Colour,
        Voice = file.Voice,
        Waveform = file.Waveform.IsDefaultOrEmpty ? null : Convert.ToBase64String(file.Waveform.AsSpan()),
        Animated = file.Animated,
    };

    /// <summary>Most events have none: they share one empty list.</summary>
    internal static IReadOnlyList<AttachmentView> Of(System.Collections.Immutable.ImmutableArray<Attachment> files) =>
        files.IsDefaultOrEmpty ? [] : [.. files.Select(Of)];
}
