using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats.Notifications;

/// <summary>What people want to be told: the decisions, without any storage.</summary>
internal static class NotificationPreferences
{
    public static Answer<NotificationLevel> LevelOf(ChatState? state, Caller caller)
    {
        if (ChatAccess.MayRead(state, caller) is { } refusal) return refusal;
        return caller.ParticipantId is { } id ? state!.Participants[id].Notifications : Reason.NotAllowed;
    }

    public static Answer<NotificationLevel> SetLevel(ChatDraft draft, Caller caller, NotificationLevel level)
    {
        var known = LevelOf(draft.State, caller);
        if (known.IsRefused || known.Value == level) return known;
        draft.Put(draft.Existing.Participants[caller.ParticipantId!] with { Notifications = level });
        return level;
    }

    /// <summary>Those in a chat who want to be told of something.</summary>
    public static IEnumerable<Participant> Listeners(ChatState state) =>
        state.Participants.Values.Where(person => person is { Standing: Standing.Active, Notifications: not NotificationLevel.Off });

    /// <summary>Whether a person must be told of a message.</summary>
    /// <param name="person">A person who is in the chat.</param>
    /// <param name="message">An event of the chat as it is now.</param>
    /// <param name="names">Whether the message names the person.</param>
    public static bool Wants(Participant person, ChatEvent message, Func<bool> names) =>
        message is { Kind: EventKind.Message, DeletedAt: null } && message.By != person.Id
        && (person.Notifications == NotificationLevel.All || (person.Notifications == NotificationLevel.Mentions && names()));
}
