namespace ConnectNow.Grains;

/// <summary>
/// Runs pieces of work one after the other, in the order they came, within a grain that else interleaves. No locks: the grain's scheduler.
/// </summary>
internal sealed class AsyncMutex
{
    private Task _last = Task.CompletedTask;

    public async Task<T> Run<T>(Func<Task<T>> work)
    {
        var before = _last;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _last = done.Task;
        await before;
        try
        {
            return await work();
        }
        finally
        {
            done.SetResult();
        }
    }
}
