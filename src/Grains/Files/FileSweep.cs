using ConnectNow.Files;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ConnectNow.Grains.Files;

/// <summary>
/// Asks chats to clean up what was left behind: when the host has started, and at intervals. Any number of silos may sweep the same
/// store; settling twice is settling once.
/// </summary>
public sealed partial class FileSweep(
    IFileStore store,
    IGrainFactory grains,
    IHostApplicationLifetime lifetime,
    IOptions<FileSweepOptions> options,
    TimeProvider time,
    ILogger<FileSweep> logger) : BackgroundService
{
    /// <summary>One round over all marks that are old enough. A mark that can't be cleaned up stays for the next one.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await foreach (var mark in store.MarksAsync(time.GetUtcNow() - options.Value.Age, cancellationToken))
        {
            try
            {
                await grains.GetGrain<IChatFilesGrain>(mark.ChatId).CleanUp(mark.FileId).WaitAsync(cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogNotCleanedUp(fault, mark.ChatId);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Chats answer once the host, and its silo with it, has started.</summary>
    private async Task Started(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stoppingToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file of chat {ChatId} could not be cleaned up; it is tried again later.")]
    private partial void LogNotCleanedUp(Exception fault, string chatId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for files to clean up failed; it is tried again later.")]
    private partial void LogSweepFailed(Exception fault);
}
