using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// How a frontend goes without anybody losing a moment: it says that it is no longer ready, so that nobody new is sent here; it asks
/// everyone here to reconnect, each at a moment of their own; and it waits until they have gone.
/// </summary>
internal sealed partial class Drain(Readiness readiness, ChatRooms rooms, OpenConnections open, Settings settings, TimeProvider time, FrontendMeter meter, ILogger<Drain> logger)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Returns when nobody is connected, after <see cref="Settings.DrainTime"/>, or when cancelled; never throws for any of these.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        readiness.End();
        if (settings.DrainTime == TimeSpan.Zero || open.IsEmpty) return;
        var connected = open.Count;
        LogDraining(logger, settings.DrainTime);
        // The second half is for those who find out late, and for what is on its way.
        rooms.AskToMove(settings.DrainTime / 2);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timeout = time.CreateTimer(_ => enough.Cancel(), null, settings.DrainTime, Timeout.InfiniteTimeSpan);
        using var look = new PeriodicTimer(Look, time);
        try
        {
            while (!open.IsEmpty) await look.WaitForNextTickAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            LogNotAll(logger);
        }

        var cut = open.Count;
        meter.Drained(Math.Max(0, connected - cut), cut);
    }

    [LoggerMessage(LogLevel.Information, "Stopping. Connections have {Time} to move to another frontend.")]
    private static partial void LogDraining(ILogger logger, TimeSpan time);

    [LoggerMessage(LogLevel.Information, "Stopping before every connection has moved. They reconnect by themselves.")]
    private static partial void LogNotAll(ILogger logger);
}
