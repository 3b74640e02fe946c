using System.Text.Json.Serialization;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>How attachments and files in no message are written: the part of <see cref="TimelineCodec"/> that is about files.</summary>
internal static class FileCodec
{
    public static AttachmentBody Body(Attachment attachment) => new()
    {
        Id = attachment.Id,
        Name = attachment.Name,
        Type = attachment.Type,
        Size = attachment.Size,
        Width = attachment.Width,
        Height = attachment.Height,
        Duration = attachment.Duration,
        HasPreview = attachment.HasPreview,
        Colour = attachment.Colour,
        Voice = attachment.Voice,
        Waveform = attachment.Waveform.IsDefaultOrEmpty ? null : [.. attachment.Waveform],
        Animated = attachment.Animated,
    };

    public static Attachment Attachment(AttachmentBody body) => new()
    {
        Id = body.Id,
        Name = body.Name,
        Type = body.Type,
        Size = body.Size,
        Width = body.Width,
        Height = body.Height,
        Duration = body.Duration,
        HasPreview = body.HasPreview,
        Colour = body.Colour,
        Voice = body.Voice,
        Waveform = body.Waveform is null ? [] : [.. body.Waveform],
        Animated = body.Animated,
    };

    public static UnattachedFileBody Body(Upload upload) => new()
    {
        Version = TimelineCodec.Version,
        By = upload.By,
        Name = upload.Name,
        Size = upload.Size,
        ClientId = upload.ClientId,
        StartedAt = upload.StartedAt.ToUnixTimeMilliseconds(),
        Attachment = upload.Attachment is { } attachment ? Body(attachment) : null,
    };

    public static UnattachedFileBody Body(PendingDeletion pending) =>
        new() { Version = TimelineCodec.Version, By = pending.By, Until = pending.Until.ToUnixTimeMilliseconds() };

    public static Upload Upload(string id, UnattachedFileBody body) => new()
    {
        Id = id,
        By = body.By,
        Name = body.Name!,
        Size = body.Size,
        ClientId = body.ClientId!,
        StartedAt = TimelineCodec.Time(body.StartedAt),
        Attachment = body.Attachment is { } attachment ? Attachment(attachment) : null,
    };

    public static PendingDeletion PendingDeletion(string id, UnattachedFileBody body) =>
        new(id, body.By, TimelineCodec.Time(body.Until!.Value));
}

internal sealed class AttachmentBody
{
    [JsonPropertyName("i")] public required string Id { get; init; }
    [JsonPropertyName("n")] public required string Name { get; init; }
    [JsonPropertyName("t")] public required string Type { get; init; }
    [JsonPropertyName("s")] public long Size { get; init; }
    [JsonPropertyName("w")] public int? Width { get; init; }
    [JsonPropertyName("h")] public int? Height { get; init; }
    [JsonPropertyName("ms")] public long? Duration { get; init; }
    [JsonPropertyName("p")] public bool HasPreview { get; init; }
    [JsonPropertyName("c")] public string? Colour { get; init; }
    [JsonPropertyName("v")] public bool Voice { get; init; }

    /// <summary>In base 64.</summary>
    [JsonPropertyName("l")] public byte[]? Waveform { get; init; }
    [JsonPropertyName("a")] public bool? Animated { get; init; }
}

internal sealed class UnattachedFileBody
{
    [JsonPropertyName("v")] public required int Version { get; init; }
    [JsonPropertyName("by")] public required string By { get; init; }
    [JsonPropertyName("n")] public string? Name { get; init; }
    [JsonPropertyName("s")] public long Size { get; init; }
    [JsonPropertyName("c")] public string? ClientId { get; init; }
    [JsonPropertyName("at")] public long StartedAt { get; init; }
    [JsonPropertyName("f")] public AttachmentBody? Attachment { get; init; }

    /// <summary>Only a pending deletion has it.</summary>
    [JsonPropertyName("x")] public long? Until { get; init; }
}
