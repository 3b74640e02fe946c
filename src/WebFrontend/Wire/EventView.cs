using ConnectNow.Chats;
using MessagePack;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>One event of a chat's timeline.</summary>
[MessagePackObject]
public sealed record EventView
{
    [Key("seq")] public required long Seq { get; init; }

    [Key("kind")] public required string Kind { get; init; }

    [Key("at")] public required DateTimeOffset At { get; init; }

    [Key("by")] public required string By { get; init; }

    [Key("text")] public string? Text { get; init; }

    [Key("client_id")] public string? ClientId { get; init; }

    [Key("target")] public long? Target { get; init; }

    [Key("subject")] public string? Subject { get; init; }

    [Key("edited_at")] public DateTimeOffset? EditedAt { get; init; }

    [Key("deleted_at")] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The files of a message; empty when it has none, or is none.</summary>
    [Key("attachments")] public IReadOnlyList<AttachmentView> Attachments { get; init; } = [];

    internal static EventView Of(ChatEvent chatEvent) => new()
    {
        Seq = chatEvent.Seq,
        Kind = SnakeCase<EventKind>.Of(chatEvent.Kind),
        At = chatEvent.At,
        By = chatEvent.By,
        Text = chatEvent.Text,
        ClientId = chatEvent.ClientId,
        Target = chatEvent.Target,
        Subject = chatEvent.Subject,
        EditedAt = chatEvent.EditedAt,
        DeletedAt = chatEvent.DeletedAt,
        Attachments = AttachmentView.Of(chatEvent.Attachments),
    };

    internal static IReadOnlyList<EventView> Of(IEnumerable<ChatEvent> events) => [.. events.Select(Of)];
}
