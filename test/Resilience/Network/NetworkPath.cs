namespace ConnectNow.Resilience.Network;

/// <summary>
/// Whether anything gets through between two silos. While it is shut everything waits, as packets do that are sent again and again.
/// </summary>
internal sealed class NetworkPath
{
    private TaskCompletionSource? _shut;

    public Task OpenAsync() => Volatile.Read(ref _shut)?.Task ?? Task.CompletedTask;

    public void Shut() => Volatile.Write(ref _shut, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Reopen() => Interlocked.Exchange(ref _shut, null)?.TrySetResult();
}
