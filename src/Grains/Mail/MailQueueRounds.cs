using ConnectNow.Mailing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Wakes every shard of the mail queue when the host has started and at intervals: what waited on a silo that died goes on elsewhere. Any
/// number of silos may do so.
/// </summary>
public sealed partial class MailQueueRounds(
    IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<MailQueueRounds> logger) : BackgroundService
{
    /// <summary>A code is of use for minutes: a mail must not wait much longer than it takes to notice that a silo has died.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>One round. A shard that can't be woken is tried again in the next.</summary>
    public Task WakeAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, MailQueues.Shards).Select(shard => WakeAsync(shard, cancellationToken)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do await WakeAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WakeAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IMailQueueGrain>(shard).Wake().WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogNotWoken(fault, shard);
        }
    }

    /// <summary>Grains answer once the host, and its silo with it, has started.</summary>
    private async Task Started(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} of the mail queue could not be woken; it is tried again.")]
    private partial void LogNotWoken(Exception fault, int shard);
}
