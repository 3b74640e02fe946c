namespace ConnectNow.Grains.Mail;

/// <summary>
/// Writes so that many changes share one write. For callers on one scheduler, like a grain that interleaves. After a write that failed
/// nothing is written any more: memory and storage no longer agree.
/// </summary>
internal sealed class GroupWrites(Func<Task> write)
{
    private Task _last = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when everything that was changed before the call is written.</summary>
    public Task Write() => _next ??= _last = WriteAfter(_last);

    private async Task WriteAfter(Task before)
    {
        // Also when nothing is under way: whatever else changes in this turn joins in.
        await Task.Yield();
        await before;
        _next = null;
        await write();
    }
}
