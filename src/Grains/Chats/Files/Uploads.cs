using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Files;

/// <summary>Files on their way into messages and out again: the decisions, without any storage.</summary>
internal static class Uploads
{
    /// <summary>
    /// Most files of one participant that are in no message, those on their way out included: a client that begins and cancels in a loop
    /// must not fill the chat with rows that wait.
    /// </summary>
    public const int UnattachedFilesPerParticipant = 4 * FileLimits.UploadsPerParticipant;

    /// <summary>
    /// How long after its upload a file can't be told from one whose block is still arriving: <see cref="PendingDeletion.Until"/>.
    /// </summary>
    public static readonly TimeSpan Linger = FileLimits.BlockTime + TimeSpan.FromMinutes(1);

    public static Refusal? Check(NewUpload upload) =>
        MessageRules.CheckClientId(upload.ClientId)
        ?? (upload.Size < 0 ? Refusal.Invalid("size", "A file has no fewer than 0 bytes.") : null);

    /// <summary>
    /// The upload that the same client id began before; else whether a new one may begin, as far as the chat can say: then there is no
    /// value.
    /// </summary>
    public static Answer<Upload> MayBegin(ChatState? state, Caller caller, NewUpload upload, CompanyTermsOfChat terms, DateTimeOffset now)
    {
        if (ChatAccess.MayRead(state, caller) is { } refusal) return refusal;
        var by = ChatAccess.AuthorOf(caller);
        var own = state!.Files.Uploads.Values.Where(other => other.By == by).ToList();
        if (own.Find(other => other.ClientId == upload.ClientId && !IsOver(other, now)) is { } begun) return begun;
        if (ChatAccess.MayWrite(state, caller) is { } closed) return closed;
        if (upload.Size > terms.LargestFile) return new Refusal(Reason.FileTooLarge) { LimitBytes = terms.LargestFile, Company = terms.CompanyName };
        var isTooMany = own.Count >= FileLimits.UploadsPerParticipant
            || own.Count + state.Files.PendingDeletions.Values.Count(pending => pending.By == by) >= UnattachedFilesPerParticipant;
        return isTooMany ? new Refusal(Reason.TooManyUploads) { Limit = FileLimits.UploadsPerParticipant } : new Answer<Upload>(null, null);
    }

    public static Answer<Upload> Begin(ChatDraft draft, Caller caller, string fileId, NewUpload upload, CompanyTermsOfChat terms)
    {
        var may = MayBegin(draft.State, caller, upload, terms, draft.Now);
        if (may.Refusal is { } refusal) return refusal;
        if (may.Value is { } begun) return begun;
        var started = new Upload
        {
            Id = fileId,
            Name = FileName.Clean(upload.Name),
            Size = upload.Size,
            By = ChatAccess.AuthorOf(caller),
            ClientId = upload.ClientId,
            StartedAt = draft.Now,
        };
        draft.Put(started);
        return started;
    }

    /// <summary>One of the caller's own uploads that is not over.</summary>
    public static Answer<Upload> Find(ChatState? state, Caller caller, string uploadId, DateTimeOffset now)
    {
        if (ChatAccess.MayRead(state, caller) is { } refusal) return refusal;
        return OwnUpload(state!, caller, uploadId, now) is { } upload ? upload : Reason.NotFound;
    }

    public static Answer<Upload> Complete(ChatDraft draft, Caller caller, string uploadId, Attachment attachment)
    {
        var found = Find(draft.State, caller, uploadId, draft.Now);
        // What was complete once stays as it was: the answer may have been lost.
        if (found.Value is not { Attachment: null } upload) return found;
        if (ChatAccess.MayWrite(draft.State, caller) is { } closed) return closed;
        if (attachment.Size < 0 || attachment.Size > upload.Size) return Refusal.Invalid("size", "The file is not of the size that was reserved for it.");
        var complete = upload with { Attachment = attachment with { Id = upload.Id, Name = upload.Name } };
        draft.Put(complete);
        return complete;
    }

    public static Answer<Done> Cancel(ChatDraft draft, Caller caller, string uploadId)
    {
        if (ChatAccess.MayRead(draft.State, caller) is { } refusal) return refusal;
        if (OwnUpload(draft.Existing, caller, uploadId, DateTimeOffset.MinValue) is { } upload) ScheduleDeletion(draft, upload);
        return default(Done);
    }

    /// <summary>Ends the uploads that have had their time, as many as there is room for.</summary>
    public static Answer<Done> Expire(ChatDraft draft)
    {
        if (draft.State is null) return Reason.NotFound;
        foreach (var upload in draft.Existing.Files.Uploads.Values.Where(upload => IsOver(upload, draft.Now)).Take(draft.Room)) ScheduleDeletion(draft, upload);
        return default(Done);
    }

    /// <summary>Takes the uploads that a message has named; the message is theirs from then on. Refused, the draft is as it was.</summary>
    public static Answer<ImmutableArray<Attachment>> Take(ChatDraft draft, Caller caller, ImmutableArray<string> ids)
    {
        var uploads = ids.Select(id => OwnUpload(draft.Existing, caller, id, draft.Now)).ToList();
        if (uploads.Exists(upload => upload is null)) return Refusal.Mistyped("attachments", "refusal.attachments.gone");
        if (uploads.Exists(upload => upload!.Attachment is null)) return Refusal.Mistyped("attachments", "refusal.attachments.notArrived");
        foreach (var id in ids) draft.RemoveFile(id);
        return uploads.Select(upload => upload!.Attachment!).ToImmutableArray();
    }

    public static Refusal? CheckAttachments(ImmutableArray<string> ids)
    {
        if (ids.Length > FileLimits.AttachmentsPerMessage)
            return Refusal.Invalid("attachments", $"A message has at most {FileLimits.AttachmentsPerMessage} files; this one has {ids.Length}.");
        return ids.Distinct().Count() < ids.Length ? Refusal.Invalid("attachments", "A file is named twice.") : null;
    }

    /// <summary>Gives back the files of a message that is being deleted.</summary>
    public static void GiveBack(ChatDraft draft, ChatEvent message)
    {
        foreach (var attachment in message.Attachments)
            draft.ScheduleDeletion(new PendingDeletion(attachment.Id, message.By, message.At + Linger), attachment.Size);
    }

    /// <summary>Takes away rows of pending deletions whose bytes are gone, as many as there is room for; answers which.</summary>
    public static Answer<ImmutableArray<string>> Forget(ChatDraft draft, IEnumerable<string> ids)
    {
        if (draft.State is null) return Reason.NotFound;
        var gone = ids.Where(draft.Existing.Files.PendingDeletions.ContainsKey).Take(draft.Room).ToImmutableArray();
        foreach (var id in gone) draft.RemoveFile(id);
        return gone;
    }

    public static bool IsOver(Upload upload, DateTimeOffset now) => now >= upload.ExpiresAt;

    private static Upload? OwnUpload(ChatState state, Caller caller, string uploadId, DateTimeOffset now) =>
        state.Files.Uploads.TryGetValue(uploadId, out var upload) && upload.By == ChatAccess.AuthorOf(caller) && !IsOver(upload, now) ? upload : null;

    private static void ScheduleDeletion(ChatDraft draft, Upload upload) =>
        draft.ScheduleDeletion(new PendingDeletion(upload.Id, upload.By, draft.Now + Linger), ChatDraft.SizeOf(upload));
}
