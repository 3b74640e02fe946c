using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats.Files;

/// <summary>
/// Bytes follow the commits. A row says that a file must go; its bytes go, then the row, then the company is told, and the mark
/// goes last of all: wherever this stops, the mark has the work resumed.
/// </summary>
internal sealed partial class FileCleanup(
    string chatId, IFileStore files, ChatTimeline timeline, StorageAccount account, AsyncMutex turns, TimeProvider time, ILogger logger)
{
    private readonly HashSet<string> _emptied = [];
    private Task _tidying = Task.CompletedTask;
    private bool _isUntidy;

    /// <summary>Completes when nothing is being removed in the background.</summary>
    public Task Idle => _tidying;

    private ChatState? State => timeline.State;

    /// <summary>Cleans up after a mark. Call it in turn.</summary>
    public async Task CleanUp(string? fileId)
    {
        if (State is not { } state) await Remove(fileId);
        else if (!timeline.IsLost) await CleanUp(state, fileId);
    }

    /// <summary>The chat is erased: removes all its bytes, or leaves the mark to bring it back here.</summary>
    public Task TryRemoveAll() => Try(() => Remove(null));

    /// <summary>Now and then: what has had its time goes, and what failed is tried again.</summary>
    public async Task KeepUp()
    {
        if (State is null || timeline.IsLost) return;
        await Expire();
        Wake();
    }

    /// <summary>
    /// Removes what must go, in the background: the caller has the answer by the commit, and no timer waits for a slow store.
    /// </summary>
    public void Wake()
    {
        _isUntidy = true;
        if (_tidying.IsCompleted) _tidying = Tidy();
    }

    public void UnmarkSoon(IEnumerable<string> fileIds) => turns.Run(async () =>
    {
        await Unmark(fileIds);
        return default(Done);
    }).Ignore();

    /// <summary>Takes marks away once the company knows the chat's bytes. Call it in turn.</summary>
    public async Task Unmark(IEnumerable<string> fileIds)
    {
        // As long as the company has not been told, the marks have the report repeated.
        if (State is { } state && account.IsUntold(state)) await Try(() => account.Report(state));
        if (State is { } told && account.IsUntold(told)) return;
        foreach (var fileId in fileIds) await Try(() => files.UnmarkAsync(new FileMark(chatId, fileId)));
    }

    /// <summary>There is no such chat: any bytes there are belong to nobody.</summary>
    private async Task Remove(string? fileId)
    {
        if (fileId is null) await files.DeleteChatAsync(chatId);
        else await files.DeleteAsync(new FileKey(chatId, fileId));
        await files.UnmarkAsync(new FileMark(chatId, fileId));
    }

    private async Task CleanUp(ChatState state, string? fileId)
    {
        if (fileId is not null)
        {
            await Expire();
            if (State?.Files.PendingDeletions.ContainsKey(fileId) is true) await TidyOnce();
            if (timeline.IsLost || State is not { } now || now.Files.Holds(fileId)) return;
            state = now;
        }

        // In a message, or long gone, or an erasure that did not happen: only the company may still believe something else.
        await account.Report(state);
        await files.UnmarkAsync(new FileMark(chatId, fileId));
    }

    private async Task Expire()
    {
        var now = time.GetUtcNow();
        if (State?.Files.Uploads.Values.Any(upload => Uploads.IsOver(upload, now)) is true) await timeline.Run(Uploads.Expire);
    }

    private async Task Tidy()
    {
        while (_isUntidy)
        {
            _isUntidy = false;
            if (State is null || timeline.IsLost || (State.Files.PendingDeletions.IsEmpty && !account.IsUntold(State))) return;
            await Try(() => turns.Run(async () =>
            {
                await TidyOnce();
                if (State is { } state && account.IsUntold(state)) await account.Report(state);
                return default(Done);
            }));
        }
    }

    private async Task TidyOnce()
    {
        var now = time.GetUtcNow();
        var gone = new List<string>();
        foreach (var pending in State!.Files.PendingDeletions.Values)
        {
            var isOver = pending.Until <= now;
            if (!isOver && _emptied.Contains(pending.Id)) continue;
            await Try(async () =>
            {
                await files.DeleteAsync(new FileKey(chatId, pending.Id));
                if (isOver) gone.Add(pending.Id);
                else _emptied.Add(pending.Id);
            });
        }

        if (gone.Count == 0) return;
        var forgotten = await timeline.Run(draft => Uploads.Forget(draft, gone));
        if (forgotten.IsRefused) return;
        _emptied.ExceptWith(forgotten.Value);
        await account.Report(State!);
        await Unmark(forgotten.Value);
    }

    /// <summary>Does what can be done again later: a mark or a row remembers it.</summary>
    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            LogFailed(logger, fault, chatId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of chat {ChatId} could not be cleaned up. It is tried again later.")]
    private static partial void LogFailed(ILogger logger, Exception fault, string chatId);
}
