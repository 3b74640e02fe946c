using System.Collections.Immutable;
using ConnectNow.Files;

namespace ConnectNow.Chats;

/// <summary>What happened in a chat. The numbers are stored and sent: never reuse one.</summary>
public enum EventKind
{
    /// <summary>A person said something; <see cref="ChatEvent.Text"/> is its current text.</summary>
    Message = 1,

    /// <summary>The message <see cref="ChatEvent.Target"/> got a new text.</summary>
    Edited = 2,

    /// <summary>The message <see cref="ChatEvent.Target"/> was deleted; its text is gone from storage.</summary>
    Deleted = 3,

    /// <summary><see cref="ChatEvent.Subject"/> came into the chat for the first time.</summary>
    Joined = 4,

    /// <summary><see cref="ChatEvent.Subject"/> left by their own choice.</summary>
    Left = 5,

    /// <summary><see cref="ChatEvent.Subject"/> came back.</summary>
    Rejoined = 6,

    /// <summary><see cref="ChatEvent.Subject"/> has the new name in <see cref="ChatEvent.Text"/>.</summary>
    Renamed = 7,

    /// <summary><see cref="ChatEvent.Subject"/> was removed by the company.</summary>
    Removed = 8,

    /// <summary>The chat has the new name in <see cref="ChatEvent.Text"/>.</summary>
    ChatRenamed = 9,

    /// <summary>The chat was closed: it can be read, nobody can write or join.</summary>
    Closed = 10,

    /// <summary>The chat was opened again.</summary>
    Reopened = 11,

    /// <summary>
    /// <see cref="ChatEvent.Subject"/> has shown, by a code, that the address is theirs. A new stay begins: a person who was here under
    /// this name before is not, and what was said under it before was said by nobody known.
    /// </summary>
    Proven = 12,
}

/// <summary>
/// One event of a chat's timeline. <see cref="Seq"/> is gapless within the chat and starts at 1; a message's id is its number.
/// A message's own event always holds its current state; an edit or a deletion is an event of its own that points at it.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-event")]
public sealed record ChatEvent
{
    [Id(0)] public required long Seq { get; init; }

    [Id(1)] public required EventKind Kind { get; init; }

    /// <summary>UTC. Never earlier than the event before it.</summary>
    [Id(2)] public required DateTimeOffset At { get; init; }

    /// <summary>The participant who did it, or <see cref="Author.Company"/>.</summary>
    [Id(3)] public required string By { get; init; }

    /// <summary>The text of a message; the new text of an edit; the person's full name at that time for events about a person.</summary>
    [Id(4)] public string? Text { get; init; }

    /// <summary>The id its author made for a message: the same one twice is one message.</summary>
    [Id(5)] public string? ClientId { get; init; }

    /// <summary>The message an edit or a deletion is about.</summary>
    [Id(6)] public long? Target { get; init; }

    /// <summary>The participant an event is about.</summary>
    [Id(7)] public string? Subject { get; init; }

    /// <summary>How many messages the timeline holds up to and including this event. Makes pages by number a search, not a scan.</summary>
    [Id(8)] public long Messages { get; init; }

    [Id(9)] public DateTimeOffset? EditedAt { get; init; }

    [Id(10)] public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>On a message: the event that holds its newest edit.</summary>
    [Id(11)] public long? LastEdit { get; init; }

    /// <summary>The files of a message; none once it was deleted.</summary>
    [Id(12)] public ImmutableArray<Attachment> Attachments { get; init; } = [];
}

/// <summary>Who an event can be by, apart from a participant.</summary>
public static class Author
{
    /// <summary>The company that owns the chat, through its API token.</summary>
    public const string Company = "company";
}
