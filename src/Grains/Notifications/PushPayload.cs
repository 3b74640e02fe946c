using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Notifications;

/// <summary>What the service worker of the pages gets to show: JSON, described in <c>docs/protocol.md</c>. Fields are only added.</summary>
internal sealed record PushPayload
{
    [JsonPropertyName("chat_id")] public required string ChatId { get; init; }

    [JsonPropertyName("chat")] public required string Chat { get; init; }

    [JsonPropertyName("from")] public required string From { get; init; }

    [JsonPropertyName("text")] public required string Text { get; init; }

    [JsonPropertyName("seq")] public required long Seq { get; init; }

    [JsonPropertyName("files")] public required int Files { get; init; }

    [JsonPropertyName("mentioned")] public required bool Mentioned { get; init; }

    [JsonPropertyName("unread")] public required long Unread { get; init; }

    public static PushPayload Of(string chatId, Unseen unseen, bool mentioned) => new()
    {
        ChatId = chatId,
        Chat = unseen.Chat,
        From = unseen.From,
        Text = unseen.Text,
        Seq = unseen.Seq,
        Files = unseen.Files,
        Mentioned = mentioned,
        Unread = unseen.Unread,
    };

    /// <summary>UTF-8; fits into one message whatever the texts are.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, PushJson.Lean.PushPayload);

    /// <summary>
    /// The topic of a person's notifications of a chat: the same each time, so that at the push service a newer one replaces an older
    /// one; a hash, so that the push service learns neither chat nor person by it, nor who shares a chat.
    /// </summary>
    public static string TopicOf(string chatId, string participantId) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{chatId}/{participantId}")).AsSpan(0, 18));
}

[JsonSerializable(typeof(PushPayload))]
internal sealed partial class PushJson : JsonSerializerContext
{
    /// <summary>Text as UTF-8 rather than as \u escapes: there is room for 4 kB.</summary>
    public static PushJson Lean { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
