using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats;

/// <summary>Files on their way into messages, and what is fetched of messages.</summary>
internal sealed partial class ChatGrain
{
    public async Task<Answer<Upload>> BeginUpload(Caller caller, NewUpload upload)
    {
        if (Uploads.Check(upload) is { } wrong) return wrong;
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        var terms = await Terms();
        return await _filing.Run(() => BeginUpload(caller, upload, terms));
    }

    public Task<Answer<Upload>> FindUpload(Caller caller, string uploadId) =>
        Task.FromResult(Uploads.Find(State, caller, uploadId, _time.GetUtcNow()));

    public async Task<Answer<Upload>> CompleteUpload(Caller caller, string uploadId, Attachment attachment)
    {
        var completed = await _timeline.Run(draft => Uploads.Complete(draft, caller, uploadId, attachment));
        TidySoon();
        return completed;
    }

    public async Task<Answer<Done>> CancelUpload(Caller caller, string uploadId)
    {
        var cancelled = await _timeline.Run(draft => Uploads.Cancel(draft, caller, uploadId));
        TidySoon();
        return cancelled;
    }

    public async Task<Answer<Attachment>> File(Caller caller, long seq, string fileId)
    {
        var found = await Message(caller, seq);
        if (found.Value is not { } message) return found.Refusal!;
        return message.Attachments.FirstOrDefault(attachment => attachment.Id == fileId) is { } attachment ? attachment : Reason.NotFound;
    }

    public async Task<Answer<HistoryPage>> Collection(Caller caller, Collected what, long before, int count)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        if (what is not (Collected.Files or Collected.Links)) return Refusal.Invalid("what", "There are collections of files and of links.");
        var collected = await _timeline.Collect(what, before, Math.Clamp(count, 1, ChatLimits.MaxPageSize));
        return Page(collected.Events, collected.HasMore);
    }

    /// <summary>Mark, reserve, commit: whatever dies in between, the mark is there, and settling it sets the rest right.</summary>
    private async Task<Answer<Upload>> BeginUpload(Caller caller, NewUpload upload, CompanyTermsOfChat terms)
    {
        var may = Uploads.MayBegin(State, caller, upload, terms, _time.GetUtcNow());
        if (may.Refusal is { } refusal) return refusal;
        if (may.Value is { } begun) return begun;
        var fileId = Secrets.NewId();
        return await Attempt(async () =>
        {
            await _files.MarkAsync(new FileMark(ChatId, fileId));
            var reserved = await _account.Reserve(State!, upload.Size);
            var answer = reserved.Refusal is { } full ? full : await _timeline.Run(draft => Uploads.Begin(draft, caller, fileId, upload, terms));
            if (answer.Value?.Id != fileId && answer.Refusal?.Reason != Reason.Unavailable) await Unmark([fileId]);
            return answer;
        });
    }

    /// <summary>Sends a message with files. What it took needs nobody's look any more.</summary>
    private async Task<Answer<Sent>> SendFiles(Caller caller, string clientId, string text, ImmutableArray<string> attachments)
    {
        var sent = await _timeline.Run(draft => MessageRules.Send(draft, caller, clientId, text, attachments), MessageRules.RowsOfSend(attachments));
        if (sent.Value is { Duplicate: false }) UnmarkSoon(attachments);
        return sent;
    }

    /// <summary>Deletes a message with files. They are marked before, so that nobody has to remember that their bytes must go.</summary>
    private async Task<Answer<Done>> DeleteFiles(Caller caller, ChatEvent message)
    {
        var deleted = await Attempt(async () =>
        {
            foreach (var attachment in message.Attachments) await _files.MarkAsync(new FileMark(ChatId, attachment.Id));
            return await _timeline.Run(draft => MessageRules.Delete(draft, caller, message.Seq), MessageRules.RowsOfDelete(message));
        });
        TidySoon();
        return deleted;
    }

    /// <summary>Does what is answered only if storage does its part; asking again is then safe.</summary>
    private async Task<Answer<T>> Attempt<T>(Func<Task<Answer<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault)
        {
            LogFilingFailed(_logger, fault, ChatId);
            return Timeline.TryAgain;
        }
    }

    /// <summary>A message, or that there is none.</summary>
    private readonly record struct Found(ChatEvent? Message);
}
