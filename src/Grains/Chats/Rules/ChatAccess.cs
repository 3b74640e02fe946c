using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>Who may do what in a chat, decided from the chat's own state at the moment it acts.</summary>
internal static class ChatAccess
{
    /// <summary>Null when the caller is in the chat now, or is the company that owns it.</summary>
    public static Refusal? MayRead(ChatState? state, Caller caller)
    {
        if (caller.ParticipantId is { } id)
        {
            var inChat = state?.Participants.TryGetValue(id, out var person) is true
                && person.Standing == Standing.Active
                && person.Stay == caller.Stay;
            return inChat ? null : new Refusal(Reason.NotInChat);
        }

        // A company that does not own the chat only learns that there is none for it.
        return state is not null && caller.CompanyId == state.CompanyId ? null : new Refusal(Reason.NotFound);
    }

    /// <summary>Null when the caller may add to the timeline.</summary>
    public static Refusal? MayWrite(ChatState? state, Caller caller) =>
        MayRead(state, caller) ?? (state!.Closed ? new Refusal(Reason.ChatClosed) : null);

    /// <summary>Null when the caller is the company that owns the chat.</summary>
    public static Refusal? MayManage(ChatState? state, Caller caller) =>
        MayRead(state, caller) ?? (caller.CompanyId is null ? new Refusal(Reason.NotAllowed) : null);

    /// <summary>Null when the caller is that participant, or the company that owns the chat.</summary>
    public static Refusal? MayChangePerson(ChatState? state, Caller caller, string participantId) =>
        MayRead(state, caller) ?? (caller.ParticipantId is { } own && own != participantId ? new Refusal(Reason.NotAllowed) : null);

    /// <summary>How the caller's events are signed.</summary>
    public static string AuthorOf(Caller caller) => caller.ParticipantId ?? Author.Company;
}
