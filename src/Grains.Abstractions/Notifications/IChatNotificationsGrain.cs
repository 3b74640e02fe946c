using ConnectNow.Chats;
using Orleans.Concurrency;

namespace ConnectNow.Notifications;

/// <summary>
/// Who is told what of a chat: the same activation as <see cref="IChatGrain"/>, whose contract holds here too. The key is the
/// chat's id.
/// </summary>
/// <remarks>
/// After each commit the chat sends a <see cref="NewMessages"/> to those who want one, and only then; people who want none cost nothing.
/// One person gets at most one every few seconds: what comes sooner waits in memory and becomes one notification. A notification that waits
/// is lost when the activation is: a notification is a courtesy, the message itself is in the timeline.
/// </remarks>
[Alias("connectnow.chat-notifications")]
public interface IChatNotificationsGrain : IGrainWithStringKey
{
    /// <summary>The caller's own level. A company has none: <see cref="Reason.NotAllowed"/>.</summary>
    [AlwaysInterleave, Alias("level")] Task<Answer<NotificationLevel>> Level(Caller caller);

    /// <summary>Sets the caller's own level; durable when answered. Leaving the chat turns it off.</summary>
    [Alias("set-level")] Task<Answer<NotificationLevel>> SetLevel(Caller caller, NotificationLevel level);

    /// <summary>
    /// What there is, at this moment, to tell a person about what a notification speaks of. Null: nothing, because they have read it, have
    /// left, want no notifications any more, or it was deleted. For the participant's own grain.
    /// </summary>
    [AlwaysInterleave, Alias("unseen")] Task<Unseen?> Unseen(string participantId, NewMessages newMessages);
}

/// <summary>Word that there is something new for one person: the first and the newest message it is about.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.note")]
public sealed record NewMessages(
    [property: Id(0)] long First,
    [property: Id(1)] long Newest)
{
    /// <summary>Whether any of the messages names the person.</summary>
    [Id(2)] public bool Mentioned { get; init; }

    /// <summary>Whether the person had an open connection: then they may be reading it this very moment.</summary>
    [Id(3)] public bool Here { get; init; }
}

/// <summary>A message a person has not seen, and what is shown with it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.unseen")]
public sealed record Unseen
{
    /// <summary>The person's current stay: devices of another are not told.</summary>
    [Id(0)] public required long Stay { get; init; }

    [Id(1)] public required string Chat { get; init; }

    /// <summary>The author's full name, or the company's.</summary>
    [Id(2)] public required string From { get; init; }

    /// <summary>At most <see cref="NotificationLimits.TextLength"/> UTF-16 code units.</summary>
    [Id(3)] public required string Text { get; init; }

    [Id(4)] public required long Seq { get; init; }

    [Id(5)] public required int Files { get; init; }

    /// <summary>How many messages came after the person's read mark.</summary>
    [Id(6)] public required long Unread { get; init; }

    [Id(7)] public required long ReadUpTo { get; init; }

    /// <summary>Whether the person has an open connection now.</summary>
    [Id(8)] public required bool Here { get; init; }
}
