using ConnectNow.Chats;
using ConnectNow.Languages;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Wire;
using MessagePack;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>Why a call was refused: the reason for programs, the message for people.</summary>
[MessagePackObject]
public sealed record RefusalView(
    [property: Key("reason")] string Reason,
    [property: Key("message")] string Message,
    [property: Key("retry_after")] int? RetryAfter)
{
    internal static RefusalView Of(Refusal refusal, Language language) => new(
        RefusalText.NameOf(refusal.Reason),
        RefusalText.SentenceOf(refusal, language),
        refusal.RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : null);
}

/// <summary>What <c>Send</c> takes.</summary>
[MessagePackObject]
public sealed record SendRequest
{
    [Key("client_id")] public string? ClientId { get; init; }

    [Key("text")] public string? Text { get; init; }

    /// <summary>Ids of one's own completed uploads, at most 20; the text may then be empty.</summary>
    [Key("attachments")] public IReadOnlyList<string?>? Attachments { get; init; }
}

/// <summary>What <c>Send</c> answers: durable when there is a number.</summary>
[MessagePackObject]
public sealed record SendAnswer
{
    [Key("seq")] public long? Seq { get; init; }

    [Key("at")] public DateTimeOffset? At { get; init; }

    [Key("refusal")] public RefusalView? Refusal { get; init; }
}

/// <summary>What <c>History</c> takes.</summary>
[MessagePackObject]
public sealed record HistoryRequest
{
    [Key("before")] public long? Before { get; init; }

    [Key("count")] public int? Count { get; init; }
}

/// <summary>What <c>Collection</c> takes.</summary>
[MessagePackObject]
public sealed record CollectionRequest
{
    /// <summary>files or links.</summary>
    [Key("what")] public string? What { get; init; }

    [Key("before")] public long? Before { get; init; }

    [Key("count")] public int? Count { get; init; }
}

/// <summary>What <c>History</c> and <c>Collection</c> answer.</summary>
[MessagePackObject]
public sealed record HistoryAnswer
{
    [Key("events")] public IReadOnlyList<EventView>? Events { get; init; }

    [Key("has_more")] public bool? HasMore { get; init; }

    /// <summary>The authors and subjects of the events.</summary>
    [Key("people")] public IReadOnlyList<ParticipantView>? People { get; init; }

    [Key("refusal")] public RefusalView? Refusal { get; init; }

    internal static Answer<HistoryAnswer> Of(Answer<HistoryPage> page) => page.Value is { } value
        ? new HistoryAnswer { Events = EventView.Of(value.Events), HasMore = value.HasMore, People = ParticipantView.Of(value.People.IsDefault ? [] : value.People) }
        : page.Refusal!;
}

/// <summary>What <c>Read</c> answers.</summary>
[MessagePackObject]
public sealed record ReadAnswer
{
    [Key("refusal")] public RefusalView? Refusal { get; init; }
}

/// <summary>What <c>Open</c> and <c>Sync</c> answer.</summary>
[MessagePackObject]
public sealed record SnapshotAnswer
{
    [Key("chat")] public OpenChatView? Chat { get; init; }

    [Key("me")] public string? Me { get; init; }

    [Key("people")] public IReadOnlyList<ParticipantView>? People { get; init; }

    [Key("here")] public IReadOnlyList<string>? Here { get; init; }

    [Key("events")] public IReadOnlyList<EventView>? Events { get; init; }

    [Key("has_more")] public bool? HasMore { get; init; }

    [Key("last_seq")] public long? LastSeq { get; init; }

    [Key("reset")] public bool? Reset { get; init; }

    /// <summary>The server's clock, for those whose own is wrong.</summary>
    [Key("now")] public DateTimeOffset? Now { get; init; }

    [Key("refusal")] public RefusalView? Refusal { get; init; }

    internal static SnapshotAnswer Of(ChatSnapshot snapshot, string me, DateTimeOffset now) => new()
    {
        Chat = OpenChatView.Of(snapshot.Chat),
        Me = me,
        People = ParticipantView.Of(snapshot.People),
        // The caller is here, even before the chat has heard of it.
        Here = snapshot.Here.Contains(me) ? snapshot.Here : snapshot.Here.Add(me),
        Events = EventView.Of(snapshot.Events),
        HasMore = snapshot.Events is [{ Seq: > 1 }, ..],
        LastSeq = snapshot.LastSeq,
        Reset = snapshot.Reset,
        Now = now,
    };
}

/// <summary>A chat as those in it see it.</summary>
[MessagePackObject]
public sealed record OpenChatView
{
    [Key("id")] public required string Id { get; init; }

    [Key("name")] public required string Name { get; init; }

    [Key("company")] public required CompanyName Company { get; init; }

    [Key("created_at")] public required DateTimeOffset CreatedAt { get; init; }

    [Key("closed")] public required bool Closed { get; init; }

    [Key("people_limit")] public required int PeopleLimit { get; init; }

    [Key("file_limit")] public required long FileLimit { get; init; }

    [Key("password_mark")] public required string? PasswordMark { get; init; }

    internal static OpenChatView Of(ChatDescription chat) => new()
    {
        Id = chat.Id,
        Name = chat.Name,
        Company = new CompanyName(chat.CompanyId, chat.CompanyName),
        CreatedAt = chat.CreatedAt,
        Closed = chat.Closed,
        PeopleLimit = chat.PeopleLimit,
        FileLimit = chat.FileLimit,
        PasswordMark = chat.PasswordMark,
    };
}
