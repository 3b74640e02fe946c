using System.ComponentModel.DataAnnotations;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Files;

namespace ConnectNow.WebFrontend.Chats;

/// <summary>What sends a message.</summary>
/// <param name="Text">1 to 8,000 UTF-16 code units, not only white space; with files it may be empty or missing.</param>
/// <param name="ClientId">Made by the client: the same one again is the same message. 1 to 64 visible ASCII characters.</param>
/// <param name="Attachments">Ids of one's own completed uploads, at most 20, in the order in which they are shown.</param>
internal sealed record NewMessageRequest(
    [property: StringLength(ChatLimits.MessageLength)] string? Text,
    [property: StringLength(ChatLimits.ClientIdLength, MinimumLength = 1), RegularExpression("^[!-~]+$")] string? ClientId,
    [property: MaxLength(FileLimits.AttachmentsPerMessage)] IReadOnlyList<string?>? Attachments);

/// <summary>What changes a message.</summary>
/// <param name="Text">As when it was sent. The files stay as they are.</param>
internal sealed record MessageChangeRequest([property: Required, StringLength(ChatLimits.MessageLength)] string? Text);

/// <summary>A message as it is now.</summary>
internal sealed record MessageView
{
    /// <summary>Its number in the chat's timeline.</summary>
    public required long Id { get; init; }

    public required string ChatId { get; init; }

    public required string? Text { get; init; }

    public required AuthorView Author { get; init; }

    public required string? ClientId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EditedAt { get; init; }

    public required IReadOnlyList<FileView> Attachments { get; init; }

    public static MessageView Of(string chatId, ChatEvent message, IReadOnlyDictionary<string, string> names) => new()
    {
        Id = message.Seq,
        ChatId = chatId,
        Text = message.Text,
        Author = new AuthorView(message.By, names.TryGetValue(message.By, out var name) ? name : ""),
        ClientId = message.ClientId,
        CreatedAt = message.At,
        EditedAt = message.EditedAt,
        Attachments = [.. message.Attachments.Select(file => FileView.Of(chatId, message.Seq, file))],
    };
}

/// <summary>Who a message is by.</summary>
/// <param name="Id">A participant's id, or <c>company</c>.</param>
/// <param name="Name">The full name, or the company's.</param>
internal sealed record AuthorView([property: RegularExpression("^([0-9a-z]{16}|company)$")] string Id, string Name);
