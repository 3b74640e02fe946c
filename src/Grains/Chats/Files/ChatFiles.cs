using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Chats.Timeline;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats.Files;

/// <summary>
/// Files on their way into messages and out again, beside the timeline that decides about them: marks in the file store, and the bytes that
/// the company is told of. Runs on the grain's scheduler; what must not interleave takes turns.
/// </summary>
internal sealed partial class ChatFiles
{
    private readonly string _chatId;
    private readonly IFileStore _files;
    private readonly ChatTimeline _timeline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsyncMutex _turns = new();
    private readonly StorageAccount _account;
    private readonly FileCleanup _cleanup;

    public ChatFiles(string chatId, IFileStore files, ChatTimeline timeline, IGrainFactory grains, TimeProvider time, ILogger logger)
    {
        _chatId = chatId;
        _files = files;
        _timeline = timeline;
        _time = time;
        _logger = logger;
        _account = new StorageAccount(grains);
        _cleanup = new FileCleanup(chatId, files, timeline, _account, _turns, time, logger);
    }

    /// <summary>Completes when no bytes are being removed in the background.</summary>
    public Task Idle => _cleanup.Idle;

    private ChatState? State => _timeline.State;

    /// <summary>Begins with what the activation has loaded.</summary>
    public void Load() => _account.Load(State);

    /// <summary>Now and then: what has had its time goes, and what failed is tried again.</summary>
    public Task KeepUp() => _cleanup.KeepUp();

    /// <inheritdoc cref="IChatFilesGrain.CleanUp"/>
    public Task CleanUp(string? fileId) => _turns.Run(async () =>
    {
        await _cleanup.CleanUp(fileId);
        return default(Done);
    });

    public Task<Answer<Upload>> Begin(Caller caller, NewUpload upload, CompanyTermsOfChat terms) =>
        _turns.Run(() => BeginInTurn(caller, upload, terms));

    public async Task<Answer<Upload>> Complete(Caller caller, string uploadId, Attachment attachment)
    {
        var completed = await _timeline.Run(draft => Uploads.Complete(draft, caller, uploadId, attachment));
        _cleanup.Wake();
        return completed;
    }

    public async Task<Answer<Done>> Cancel(Caller caller, string uploadId)
    {
        var cancelled = await _timeline.Run(draft => Uploads.Cancel(draft, caller, uploadId));
        _cleanup.Wake();
        return cancelled;
    }

    /// <summary>Sends a message with files, whose marks then go: the message holds them from now on.</summary>
    public async Task<Answer<Sent>> Send(Caller caller, string clientId, string text, ImmutableArray<string> attachments)
    {
        var sent = await _timeline.Run(draft => MessageRules.Send(draft, caller, clientId, text, attachments), MessageRules.RowsOfSend(attachments));
        if (sent.Value is { Duplicate: false }) _cleanup.UnmarkSoon(attachments);
        return sent;
    }

    /// <summary>Deletes a message, and the files it has.</summary>
    public async Task<Answer<Done>> Delete(Caller caller, long seq)
    {
        var looked = await Attempt<Found>(async () => new Found(await _timeline.Find(seq)));
        if (looked.Refusal is { } unknown) return unknown;
        if (looked.Value.Message is { Attachments.IsEmpty: false } message && MessageRules.MayDelete(message, caller))
            return await _turns.Run(() => DeleteInTurn(caller, message));
        return await _timeline.Run(draft => MessageRules.Delete(draft, caller, seq), MessageRules.RowsOfDelete(looked.Value.Message));
    }

    /// <summary>Erases the chat with all its files.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="onErased">Called when the timeline is erased, before the bytes go.</param>
    public Task<Answer<Done>> Erase(Caller caller, Action onErased) => _turns.Run(() => EraseInTurn(caller, onErased));

    /// <summary>
    /// Mark, reserve, commit: when this stops in between, the mark is there, and cleaning up after it sets the rest right.
    /// </summary>
    private async Task<Answer<Upload>> BeginInTurn(Caller caller, NewUpload upload, CompanyTermsOfChat terms)
    {
        var may = Uploads.MayBegin(State, caller, upload, terms, _time.GetUtcNow());
        if (may.Refusal is { } refusal) return refusal;
        if (may.Value is { } begun) return begun;
        var fileId = Secrets.NewId();
        return await Attempt(async () =>
        {
            await _files.MarkAsync(new FileMark(_chatId, fileId));
            var reserved = await _account.Reserve(State!, upload.Size);
            var answer = reserved.Refusal is { } full ? full : await _timeline.Run(draft => Uploads.Begin(draft, caller, fileId, upload, terms));
            if (answer.Value?.Id != fileId && answer.Refusal?.Reason != Reason.Unavailable) await _cleanup.Unmark([fileId]);
            return answer;
        });
    }

    /// <summary>
    /// Deletes a message with files. They are marked before, so that their bytes go even when this activation does not live to remove them.
    /// </summary>
    private async Task<Answer<Done>> DeleteInTurn(Caller caller, ChatEvent message)
    {
        var deleted = await Attempt(async () =>
        {
            foreach (var attachment in message.Attachments) await _files.MarkAsync(new FileMark(_chatId, attachment.Id));
            return await _timeline.Run(draft => MessageRules.Delete(draft, caller, message.Seq), MessageRules.RowsOfDelete(message));
        });
        _cleanup.Wake();
        return deleted;
    }

    private async Task<Answer<Done>> EraseInTurn(Caller caller, Action onErased)
    {
        if (ChatAccess.MayManage(State, caller) is { } refusal) return refusal;
        var erased = await Attempt(async () =>
        {
            await _files.MarkAsync(new FileMark(_chatId, null));
            await _account.Close(State!);
            return await _timeline.Erase(caller);
        });
        if (erased.IsRefused) return erased;
        onErased();
        await _cleanup.TryRemoveAll();
        return erased;
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
            LogFailed(_logger, fault, _chatId);
            return ChatTimeline.TryAgain;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change to files of chat {ChatId} failed. The caller is told to try again.")]
    private static partial void LogFailed(ILogger logger, Exception fault, string chatId);

    /// <summary>A message, or that there is none.</summary>
    private readonly record struct Found(ChatEvent? Message);
}
