using Microsoft.Extensions.Hosting;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>Prepares a table or container before anything else of the host starts, and waits for storage until it answers.</summary>
/// <remarks>
/// It waits with <see cref="StorageWait"/>; a host that is told to stop while it waits throws <see cref="OperationCanceledException"/> from
/// its start.
/// </remarks>
public abstract class StorageStart : IHostedLifecycleService
{
    /// <summary>Makes what the provider needs; returns once it is there.</summary>
    /// <exception cref="ConnectNow.Grains.StorageUnavailableException">Storage refuses for good; one sentence says why.</exception>
    public abstract Task StartingAsync(CancellationToken cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
