using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Grains;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>
/// Removes state that has expired. Whoever writes a kind of state that <see cref="IExpires"/> looks after all blobs of that kind from then on;
/// that several silos do so does no harm.
/// </summary>
internal sealed partial class ExpiredStateSweep(BlobContainerClient container, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, bool> _stateNames = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _rounds;

    /// <summary>Rounds that are over.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    public void Watch(string stateName) => _stateNames.TryAdd(stateName, true);

    public void Start()
    {
        var timer = new PeriodicTimer(Interval, time);
        _running = Task.Run(() => RunAsync(timer));
    }

    /// <summary>Ends it, a round that is on its way too.</summary>
    public async Task StopAsync()
    {
        _stopping.TrySetResult();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using var ticking = timer;
        using var round = new CancellationTokenSource();
        while (await Task.WhenAny(_stopping.Task, timer.WaitForNextTickAsync(round.Token).AsTask()).ConfigureAwait(false) != _stopping.Task)
        {
            var sweeping = RoundAsync(round.Token);
            if (await Task.WhenAny(_stopping.Task, sweeping).ConfigureAwait(false) == _stopping.Task) await round.CancelAsync().ConfigureAwait(false);
            await sweeping.ConfigureAwait(false);
            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var stateName in _stateNames.Keys)
                await SweepAsync(stateName, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops. Another one, or the next start, goes on.
        }
        catch (Exception fault)
        {
            // Nothing depends on it; the next round tries again.
            LogSweepFailed(logger, fault);
        }
    }

    private async Task SweepAsync(string stateName, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var listed = container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = $"{stateName}-" }, cancellationToken);
        await foreach (var blob in listed.ConfigureAwait(false))
        {
            if (blob.Metadata.TryGetValue(GrainStateBlob.ExpiresAt, out var text)
                && long.TryParse(text, CultureInfo.InvariantCulture, out var expires) && expires <= now)
                await RemoveAsync(blob, cancellationToken).ConfigureAwait(false);
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
            // It was written since it was listed, and with that has another time.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removing expired grain state failed; it is tried again later")]
    private static partial void LogSweepFailed(ILogger logger, Exception fault);
}
