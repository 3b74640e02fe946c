using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Files;
using ConnectNow.Grains.Chats.Rules;

namespace ConnectNow.Grains.Chats;

/// <summary>Files on their way into messages, and what is fetched of messages.</summary>
internal sealed partial class ChatGrain : IChatFilesGrain
{
    public async Task CleanUp(string? fileId)
    {
        await _files.CleanUp(fileId);
        if (State is null) NoSuchChat();
    }

    public async Task<Answer<Upload>> BeginUpload(Caller caller, NewUpload upload)
    {
        if (Uploads.Check(upload) is { } wrong) return wrong;
        if (ChatAccess.MayRead(State, caller) is { } refusal) return refusal;
        return await _files.Begin(caller, upload, await _terms.Of(State!));
    }

    public Task<Answer<Upload>> FindUpload(Caller caller, string uploadId) =>
        Task.FromResult(Uploads.Find(State, caller, uploadId, _time.GetUtcNow()));

    public Task<Answer<Upload>> CompleteUpload(Caller caller, string uploadId, Attachment attachment) =>
        _files.Complete(caller, uploadId, attachment);

    public Task<Answer<Done>> CancelUpload(Caller caller, string uploadId) => _files.Cancel(caller, uploadId);

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
}
