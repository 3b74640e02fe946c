using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Files;

/// <summary>Looks at a process's memory again and again, and keeps the most that it held. In megabytes.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _ending = new();
    private readonly int _processId;
    private readonly Task _watching;

    public MemoryWatch(int processId)
    {
        _processId = processId;
        Before = Peak = Machine.ResidentOf(processId);
        _watching = WatchAsync();
    }

    public double Before { get; }

    public double Peak { get; private set; }

    public double Growth => Peak - Before;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _watching;
        _ending.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Between);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token)) Peak = Math.Max(Peak, Machine.ResidentOf(_processId));
        }
        catch (OperationCanceledException)
        {
            Peak = Math.Max(Peak, Machine.ResidentOf(_processId));
        }
    }
}
