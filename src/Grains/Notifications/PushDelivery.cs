using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Notifications;

/// <summary>
/// Takes notifications to one device, one at a time. When the push service says "later" it is asked again, a few times, ever more
/// slowly; a newer notification takes the place of one that waits. Bounded: one on its way, one waiting.
/// </summary>
/// <remarks>
/// For one caller at a time, like the grain that owns it. Nothing is written down: what waits when the process ends is lost.
/// </remarks>
internal sealed partial class PushDelivery(
    Func<PushMessage, Task<PushOutcome>> send, Action gone, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>How often one notification is tried.</summary>
    public const int MaxTries = 4;

    /// <summary>The first wait; each further one is twice as long.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    /// <summary>A push service that asks for a longer wait than this gets no second try: the news would be old.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private PushMessage? _next;

    /// <summary>Everything under way.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public void Deliver(PushMessage message)
    {
        _next = message;
        if (Running.IsCompleted) Running = Run();
    }

    private async Task Run()
    {
        while (_next is { } message && !stopping.IsCancellationRequested)
        {
            _next = null;
            await Deliver(message, tries: 1);
        }
    }

    private async Task Deliver(PushMessage message, int tries)
    {
        while (!stopping.IsCancellationRequested)
        {
            var outcome = await Try(message);
            if (outcome.Result == PushResult.Gone) gone();
            if (outcome.Result != PushResult.RetryLater) return;

            var wait = outcome.RetryAfter ?? FirstWait * Math.Pow(2, tries - 1);
            if (tries == MaxTries || wait > LongestWait)
            {
                LogDropped(logger, tries);
                return;
            }

            await Task.Delay(wait, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            // The newest says it all; it has its own tries, but the wait was asked for anyway.
            if (_next is null) tries++;
            else (message, _next, tries) = (_next, null, 1);
        }
    }

    private async Task<PushOutcome> Try(PushMessage message)
    {
        try
        {
            return await send(message);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // No authorisation to be had just now, say.
            LogFailed(logger, fault);
            return new PushOutcome(PushResult.RetryLater);
        }
        catch (OperationCanceledException)
        {
            return new PushOutcome(PushResult.RetryLater);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification was dropped after {Tries} tries: the push service does not take it now.")]
    private static partial void LogDropped(ILogger logger, int tries);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification could not be sent; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
