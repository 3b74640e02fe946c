using System.Collections.Concurrent;

namespace ConnectNow.WebFrontend.Realtime.Sockets;

/// <summary>
/// Every hub connection over a WebSocket of this process: gives them their heartbeat, and ends them when the process stops.
/// </summary>
internal sealed class OpenSockets(TimeProvider time, IHostApplicationLifetime application) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<HubSocket, byte> _open = new();

    public void Add(HubSocket socket)
    {
        _open.TryAdd(socket, 0);
        // One that came in just as the others were sent away.
        if (application.ApplicationStopping.IsCancellationRequested) socket.Stop();
    }

    public void Remove(HubSocket socket) => _open.TryRemove(socket, out _);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before the server is told to stop, which waits for its connections.
        using var stopping = application.ApplicationStopping.Register(StopAll);
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (socket, _) in _open) socket.Beat();
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private void StopAll()
    {
        foreach (var (socket, _) in _open) socket.Stop();
    }
}
