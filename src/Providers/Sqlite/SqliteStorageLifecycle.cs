using Microsoft.Extensions.Hosting;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// Opens the database before anything else of the host starts, so that a fault is the first thing that shows, and closes it after
/// everything else has stopped, so that the last commit of the last grain is in it.
/// </summary>
internal sealed class SqliteStorageLifecycle(SqliteDatabase database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => database.DisposeAsync().AsTask();
}
