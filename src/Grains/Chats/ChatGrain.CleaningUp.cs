using ConnectNow.Chats;
using ConnectNow.Files;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats;

/// <summary>
/// Bytes follow the commits. A row says that a file must go; its bytes go, then the row, then the company is told, and the mark
/// goes last of all: wherever this stops, the mark brings somebody back who goes on.
/// </summary>
internal sealed partial class ChatGrain
{
    private readonly AsyncMutex _filing = new();
    private readonly StorageAccount _account;
    private readonly HashSet<string> _emptied = [];
    private Task _tidying = Task.CompletedTask;
    private bool _isUntidy;

    public Task CleanUp(string? fileId) => _filing.Run(async () =>
    {
        if (State is not { } state) await CleanUpGone(fileId);
        else if (!_timeline.IsLost) await CleanUp(state, fileId);
        return default(Done);
    });

    /// <summary>There is no such chat: whatever bytes there are belong to nobody.</summary>
    private async Task CleanUpGone(string? fileId)
    {
        if (fileId is null) await _files.DeleteChatAsync(ChatId);
        else await _files.DeleteAsync(new FileKey(ChatId, fileId));
        await _files.UnmarkAsync(new FileMark(ChatId, fileId));
        NoSuchChat();
    }

    private async Task CleanUp(ChatState state, string? fileId)
    {
        if (fileId is not null)
        {
            await Expire();
            if (State?.Files.PendingDeletions.ContainsKey(fileId) is true) await TidyOnce();
            if (_timeline.IsLost || State is not { } now || now.Files.Holds(fileId)) return;
            state = now;
        }

        // In a message, or long gone, or an erasure that did not happen: only the company may still believe something else.
        await _account.Report(state);
        await _files.UnmarkAsync(new FileMark(ChatId, fileId));
    }

    private async Task<Answer<Done>> EraseAll(Caller caller)
    {
        if (ChatAccess.MayManage(State, caller) is { } refusal) return refusal;
        var erased = await Attempt(async () =>
        {
            await _files.MarkAsync(new FileMark(ChatId, null));
            await _account.Close(State!);
            return await _timeline.Erase(caller);
        });
        if (erased.IsRefused) return erased;
        _leases.Publish(new ChatFrame { ChatId = ChatId, Erased = true });
        await Try(() => CleanUpGone(null));
        return erased;
    }

    /// <summary>Now and then: what has had its time goes, and what failed is tried again.</summary>
    private async Task KeepFiles()
    {
        if (State is null || _timeline.IsLost) return;
        await Expire();
        TidySoon();
    }

    private async Task Expire()
    {
        var now = _time.GetUtcNow();
        if (State?.Files.Uploads.Values.Any(upload => Uploads.IsOver(upload, now)) is true) await _timeline.Run(Uploads.Expire);
    }

    /// <summary>Removes what must go, in the background: whoever asked has their answer by the commit, and no timer waits for a slow store.</summary>
    private void TidySoon()
    {
        _isUntidy = true;
        if (_tidying.IsCompleted) _tidying = Tidy();
    }

    private async Task Tidy()
    {
        while (_isUntidy)
        {
            _isUntidy = false;
            if (State is null || _timeline.IsLost || (State.Files.PendingDeletions.IsEmpty && !_account.IsUntold(State))) return;
            await Try(() => _filing.Run(async () =>
            {
                await TidyOnce();
                if (State is { } state && _account.IsUntold(state)) await _account.Report(state);
                return default(Done);
            }));
        }
    }

    private async Task TidyOnce()
    {
        var now = _time.GetUtcNow();
        var gone = new List<string>();
        foreach (var pending in State!.Files.PendingDeletions.Values)
        {
            var isOver = pending.Until <= now;
            if (!isOver && _emptied.Contains(pending.Id)) continue;
            await Try(async () =>
            {
                await _files.DeleteAsync(new FileKey(ChatId, pending.Id));
                if (isOver) gone.Add(pending.Id);
                else _emptied.Add(pending.Id);
            });
        }

        if (gone.Count == 0) return;
        var forgotten = await _timeline.Run(draft => Uploads.Forget(draft, gone));
        if (forgotten.IsRefused) return;
        _emptied.ExceptWith(forgotten.Value);
        await _account.Report(State!);
        await Unmark(forgotten.Value);
    }

    private void UnmarkSoon(IEnumerable<string> fileIds) => _filing.Run(async () =>
    {
        await Unmark(fileIds);
        return default(Done);
    }).Ignore();

    private async Task Unmark(IEnumerable<string> fileIds)
    {
        // As long as the company has not been told, the marks are what brings somebody to do it.
        if (State is { } state && _account.IsUntold(state)) await Try(() => _account.Report(state));
        if (State is { } told && _account.IsUntold(told)) return;
        foreach (var fileId in fileIds) await Try(() => _files.UnmarkAsync(new FileMark(ChatId, fileId)));
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
            LogFilingFailed(_logger, fault, ChatId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of chat {ChatId} could not be looked after; it is tried again later.")]
    private static partial void LogFilingFailed(ILogger logger, Exception fault, string chatId);
}
