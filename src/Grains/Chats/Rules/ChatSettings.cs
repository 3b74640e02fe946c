using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>Making a chat and changing what it is: the decisions, without any storage.</summary>
internal static class ChatSettings
{
    public static Answer<Done> Create(ChatDraft draft, string chatId, NewChat chat)
    {
        if (draft.State is { } existing)
            return existing.CompanyId == chat.CompanyId ? default(Done) : Reason.AlreadyExists;
        draft.SetHead(new ChatState
        {
            ChatId = chatId,
            Name = chat.Name,
            CompanyId = chat.CompanyId,
            PasswordHash = chat.PasswordHash,
            CreatedAt = draft.Now,
            LastAt = draft.Now,
        });
        return default(Done);
    }

    public static Answer<Done> Change(ChatDraft draft, Caller caller, ChatChange change)
    {
        if (ChatAccess.MayManage(draft.State, caller) is { } refusal) return refusal;
        var state = draft.Existing;
        if (change.PasswordHash is { } hash) draft.SetHead(draft.Existing with { PasswordHash = hash });
        if (change.InviteWithPassword is { } invite) draft.SetHead(draft.Existing with { InviteWithPassword = invite });
        if (change.Name is { } name && name != state.Name)
        {
            draft.SetHead(draft.Existing with { Name = name });
            draft.Append(EventKind.ChatRenamed, Author.Company, blank => blank with { Text = name });
        }

        if (change.Closed is { } closed && closed != state.Closed)
        {
            draft.SetHead(draft.Existing with { Closed = closed });
            draft.Append(closed ? EventKind.Closed : EventKind.Reopened, Author.Company, blank => blank);
        }

        return default(Done);
    }
}
