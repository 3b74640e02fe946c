using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureBlobs.GrainState;

/// <summary>
/// Removes state of the kinds that expire once it was not written for the longest life of its kind, no matter when it was written. That
/// several silos do so does no harm.
/// </summary>
/// <param name="container">Where the states are.</param>
/// <param name="longestLives">By the name of the state: <see cref="GrainStorage.LongestLives"/>.</param>
/// <param name="time">Compared with what storage says of the last write.</param>
/// <param name="logger">Told of rounds that failed.</param>
internal sealed partial class ExpiredStateSweep(
    BlobContainerClient container, IReadOnlyDictionary<string, TimeSpan> longestLives, TimeProvider time, ILogger<ExpiredStateSweep> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly PeriodicTimer _timer = new(Interval, time);
    private long _rounds;

    /// <summary>Rounds that are over.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            await RoundAsync(stoppingToken).ConfigureAwait(false);
            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (stateName, longest) in longestLives)
                await SweepAsync(stateName, time.GetUtcNow() - longest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing depends on it; the next round tries again.
            LogSweepFailed(logger, fault);
        }
    }

    private async Task SweepAsync(string stateName, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var listed = container.GetBlobsAsync(new GetBlobsOptions { Prefix = $"{stateName}-" }, cancellationToken);
        await foreach (var blob in listed.ConfigureAwait(false))
        {
            if (blob.Properties.LastModified < before) await RemoveAsync(blob, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RemoveAsync(BlobItem blob, CancellationToken cancellationToken)
    {
        try
        {
            await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(
                DeleteSnapshotsOption.None, new() { IfMatch = blob.Properties.ETag }, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException changed) when (changed.Status == 412)
        {
            // It was written since it was listed.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removing expired grain state failed; it is tried again later.")]
    private static partial void LogSweepFailed(ILogger logger, Exception fault);
}
