using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// Removes the rows of erased chats: when one was erased here, at the start, and at intervals, because the process that erased one may have
/// ended before. Any number of processes may do this at once.
/// </summary>
internal sealed partial class ErasedChatSweep(
    TableTimelineStore store, TableTimelineOptions options, TimeProvider time, ILogger<ErasedChatSweep> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = time.CreateTimer(_ => store.Erased.Request(), null, TimeSpan.Zero, options.SweepInterval);
        await foreach (var _ in store.Erased.Requests.ReadAllAsync(stoppingToken))
        {
            try
            {
                await store.Erased.SweepAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing depends on it; the next round tries again.
                LogSweepFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Removing the rows of erased chats failed; it is tried again later.")]
    private partial void LogSweepFailed(Exception fault);
}
