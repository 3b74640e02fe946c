using System.Runtime.InteropServices;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Stops the process when it is told to (SIGTERM, Ctrl+C), but not before people have had time to move: as soon as the host begins to
/// stop, every hub connection is cut. A second signal stops it at once.
/// </summary>
internal sealed class DrainingLifetime(IHostApplicationLifetime application, Drain drain) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _asked;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _signals.Clear();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The runtime would end the process at once.
        context.Cancel = true;
        if (Interlocked.Increment(ref _asked) > 1 || !application.ApplicationStarted.IsCancellationRequested) application.StopApplication();
        else _ = StopDrainedAsync();
    }

    private async Task StopDrainedAsync()
    {
        try
        {
            await drain.RunAsync(application.ApplicationStopping);
        }
        finally
        {
            application.StopApplication();
        }
    }
}
