using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>Sending, editing and deleting messages: the decisions, without any storage.</summary>
internal static class MessageRules
{
    private static readonly Refusal Nothing = Refusal.Mistyped("text", "refusal.text.empty");

    /// <summary>
    /// The text as it is kept (line ends are LF), or why it can't be. One without anything to see is kept as an empty one.
    /// </summary>
    public static Answer<string> CheckText(string? text)
    {
        var kept = (text ?? "").ReplaceLineEndings("\n");
        if (!VisibleText.IsIn(kept)) return "";
        if (kept.Length > ChatLimits.MessageLength)
            return Refusal.Mistyped("text", "refusal.text.tooLong", ("length", kept.Length), ("most", ChatLimits.MessageLength));
        return Utf16.IsWellFormed(kept) ? kept : Refusal.Mistyped("text", "refusal.text.notText");
    }

    public static Refusal? CheckClientId(string? clientId) =>
        clientId is { Length: >= 1 and <= ChatLimits.ClientIdLength } && clientId.All(c => c is > ' ' and <= '~')
            ? null
            : Refusal.Invalid("client_id", $"A client_id is 1 to {ChatLimits.ClientIdLength} visible ASCII characters.");

    /// <summary>Whether a text may be sent with these files: none at all needs at least one of them.</summary>
    public static Answer<string> CheckMessage(string? text, ImmutableArray<string> attachments) =>
        CheckText(text) is var kept && kept.Value is "" && attachments.IsEmpty ? Nothing : kept;

    /// <summary>Rows of a message: itself, its key, an index for each tag, and the uploads it takes.</summary>
    public static int RowsOfSend(ImmutableArray<string> attachments) => 4 + attachments.Length;

    public static async ValueTask<Answer<Sent>> Send(
        ChatDraft draft, Caller caller, string clientId, string text, ImmutableArray<string> attachments)
    {
        if (ChatAccess.MayRead(draft.State, caller) is { } refusal) return refusal;
        var by = ChatAccess.AuthorOf(caller);
        // What was accepted once stays accepted, even if the chat was closed since.
        // Where its uploads would be missed, storage must say that it is no message of long ago, which has taken them.
        var key = TimelineCodec.KeyOf(by, clientId);
        if ((attachments.IsEmpty ? draft.FindKey(key) : await draft.SeekKey(key)) is { } seq && await draft.Find(seq) is { } first)
            return new Sent(first.Seq, first.At, Duplicate: true);
        if (ChatAccess.MayWrite(draft.State, caller) is { } closed) return closed;
        var taken = Uploads.Take(draft, caller, attachments);
        if (taken.Refusal is { } missing) return missing;
        var chatEvent = draft.Append(EventKind.Message, by, blank => blank with { Text = text, ClientId = clientId, Attachments = taken.Value });
        return new Sent(chatEvent.Seq, chatEvent.At, Duplicate: false);
    }

    public static async ValueTask<Answer<ChatEvent>> Edit(ChatDraft draft, Caller caller, long seq, string text)
    {
        if (ChatAccess.MayWrite(draft.State, caller) is { } refusal) return refusal;
        var by = ChatAccess.AuthorOf(caller);
        var found = await FindMessage(draft, seq);
        if (found.Value is not { } message) return found;
        if (message.By != by) return Reason.NotAllowed;
        if (text.Length == 0 && message.Attachments.IsEmpty) return Nothing;
        if (message.Text == text) return message;

        await ForgetLastEdit(draft, message);
        var edit = draft.Append(EventKind.Edited, by, blank => blank with { Target = seq, Text = text });
        var edited = message with { Text = text, EditedAt = edit.At, LastEdit = edit.Seq };
        draft.Rewrite(edited);
        return edited;
    }

    /// <summary>Rows of a deletion: its event, the message and its last edit with every index, and the files that must go.</summary>
    public static int RowsOfDelete(ChatEvent? message) => 1 + (2 * TimelineCommit.RowsOfChanged) + (message?.Attachments.Length ?? 0);

    /// <summary>Takes a message's text and files out of storage, wherever they stand. Deleting it again is done already.</summary>
    public static async ValueTask<Answer<Done>> Delete(ChatDraft draft, Caller caller, long seq)
    {
        if (ChatAccess.MayRead(draft.State, caller) is { } refusal) return refusal;
        var by = ChatAccess.AuthorOf(caller);
        var found = await FindMessage(draft, seq);
        if (found.Refusal?.Reason == Reason.Deleted) return default(Done);
        if (found.Value is not { } message) return found.Refusal!;
        if (!MayDelete(message, caller)) return Reason.NotAllowed;

        await ForgetLastEdit(draft, message);
        var deletion = draft.Append(EventKind.Deleted, by, blank => blank with { Target = seq });
        Uploads.GiveBack(draft, message);
        draft.Rewrite(message with { Text = null, Attachments = [], DeletedAt = deletion.At, LastEdit = null });
        return default(Done);
    }

    /// <summary>Authors delete their own messages, the company everybody's.</summary>
    public static bool MayDelete(ChatEvent message, Caller caller) =>
        message.By == ChatAccess.AuthorOf(caller) || caller.CompanyId is not null;

    private static async ValueTask<Answer<ChatEvent>> FindMessage(ChatDraft draft, long seq)
    {
        if (await draft.Find(seq) is not { Kind: EventKind.Message } message) return Reason.NotFound;
        return message.DeletedAt is null ? message : Reason.Deleted;
    }

    /// <summary>The event of the edit before is left without its text: the message's own row is the one place that has it.</summary>
    private static async ValueTask ForgetLastEdit(ChatDraft draft, ChatEvent message)
    {
        if (message.LastEdit is { } last && await draft.Find(last) is { } edit) draft.Rewrite(edit with { Text = null });
    }
}
