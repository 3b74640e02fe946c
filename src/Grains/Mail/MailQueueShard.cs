using ConnectNow.Mailing;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// The sending of one shard: hands due mails to the mailer, a few at a time, and writes down before and after what must not be forgotten.
/// For callers on one scheduler, like the grain that owns it.
/// </summary>
internal sealed partial class MailQueueShard(
    MailQueue queue, IMailer mailer, ProviderGate gate, Func<Task> save, Action<DateTimeOffset> pauseOthers, Action changed, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Mails under way at once.</summary>
    public const int Width = 8;

    /// <summary>How long a mail under way may go on when the shard is asked to stop, and how long again once it is cancelled.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Guid, Task> _sending = [];
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _stopping = new();
    private DateTimeOffset _alarm = DateTimeOffset.MaxValue;
    private int _written;
    private bool _lost;

    /// <summary>Everything under way.</summary>
    public Task Sending => Task.WhenAll(_sending.Values);

    public async Task<Answer<Done>> Enqueue(CodeMailRequest mail)
    {
        if (queue.Take(mail, time.GetUtcNow()) is { } refusal)
        {
            LogFull(logger, queue.Count, queue.PausedUntil);
            return refusal;
        }

        changed();
        // Also for a mail that is known already: the write that keeps it may still be under way.
        await Save();
        Go();
        return default(Done);
    }

    /// <summary>What is known of a mail. While nothing goes out at all, no mail is just on its way.</summary>
    public MailFate Fate(Guid id)
    {
        var fate = queue.FateOf(id);
        return fate == MailFate.Sending && gate.Stuck is not null ? MailFate.Delayed : fate;
    }

    /// <summary>Stored too: the next owner of the shard keeps to it.</summary>
    public async Task Pause(DateTimeOffset until)
    {
        var pausedUntil = queue.PausedUntil;
        queue.Pause(until, time.GetUtcNow());
        if (queue.PausedUntil > pausedUntil) await TrySave(null);
        Go();
    }

    /// <summary>Starts whatever is due, and sees to it that the next is.</summary>
    public void Go()
    {
        if (_stopping.IsCancellationRequested || _lost) return;
        var leaving = queue.SendDue(time.GetUtcNow(), gate.Places(Width - _sending.Count));
        if (leaving.Count > 0) gate.Try();
        foreach (var due in leaving) _sending[due.Letter.Id] = Send(due);
        changed();
        // A code that has expired is not kept.
        if (queue.Changes != _written) TrySave(null).Ignore();
        if (_sending.Count < Width) SetAlarm();
    }

    /// <summary>
    /// Starts nothing any more, waits a little for what is under way, then cancels it. What a mailer that does not even listen then may
    /// have handed over is in doubt, and stays so. <paramref name="atOnce"/>: another owner has the shard already.
    /// </summary>
    public async Task Stop(bool atOnce)
    {
        await _stopping.CancelAsync();
        if (!atOnce) await Wait();
        await _cancelled.CancelAsync();
        await Wait();
        if (!Sending.IsCompleted) LogStuck(logger, _sending.Count);

        Task Wait() => Sending.IsCompleted ? Task.CompletedTask : Task.WhenAny(Sending, Task.Delay(Grace, time));
    }

    /// <summary>After <see cref="Stop"/>.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _cancelled.Dispose();
    }

    private async Task Send(QueuedMail waiting)
    {
        var id = waiting.Letter.Id;
        await Task.Yield();
        var outcome = await Try(waiting);
        LogOutcome(id, outcome);
        gate.Learn(outcome, mailer.Name);
        var pausedUntil = queue.PausedUntil;
        queue.Apply(id, outcome, time.GetUtcNow());
        if (outcome is MailDeferred { RetryAfter: not null, OfEveryMail: true } && queue.PausedUntil > pausedUntil) pauseOthers(queue.PausedUntil);
        await TrySave(id);
        _sending.Remove(id);
        Go();
    }

    private async Task<MailOutcome> Try(QueuedMail waiting)
    {
        var id = waiting.Letter.Id;
        // A mailer may await whatever it likes, wherever it likes: what it calls back into is this shard anyway.
        var own = new OwnTurns();
        try
        {
            return await mailer.SendAsync(
                new MailAttempt(CodeMail.Compose(waiting.Letter, time.GetUtcNow()), waiting.InDoubt, () => own.Run(() => HandOver(id))), _cancelled.Token);
        }
        catch (Exception fault)
        {
            LogFailed(logger, fault, id);
            return queue.IsInDoubt(id) ? new MailUnknown("exception") : new MailDeferred("exception");
        }
    }

    /// <summary>Stored before it is done: the next owner of the shard knows that it may have been, and a second owner fails here.</summary>
    private async Task<bool> HandOver(Guid id)
    {
        if (_cancelled.IsCancellationRequested || _lost || !queue.TryHandOver(id, time.GetUtcNow())) return false;
        return await TrySave(id);
    }

    private async Task<bool> TrySave(Guid? id)
    {
        if (_lost) return false;
        try
        {
            await Save();
            return true;
        }
        catch (Exception fault)
        {
            // The shard wakes up elsewhere, or here again, with what storage knows.
            LogNotWritten(logger, fault, id);
            return false;
        }
    }

    /// <summary>
    /// Writes what has changed until now, or joins the write that is about to. Once that has failed, nothing is begun any more.
    /// </summary>
    private async Task Save()
    {
        _written = queue.Changes;
        try
        {
            await save();
        }
        catch
        {
            _lost = true;
            throw;
        }
    }

    private void SetAlarm()
    {
        if (queue.NextDue(gate.ClosedUntil) is not { } due || due >= _alarm) return;
        _alarm = due;
        Ring(due).Ignore();
    }

    private async Task Ring(DateTimeOffset at)
    {
        var wait = at - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_alarm == at) _alarm = DateTimeOffset.MaxValue;
        Go();
    }

    private void LogOutcome(Guid id, MailOutcome outcome)
    {
        switch (outcome)
        {
            case MailRefused refused:
                LogRefused(logger, id, mailer.Name, refused.Why);
                break;
            case MailDeferred deferred:
                LogDeferred(logger, id, mailer.Name, deferred.Why);
                break;
            case MailUnknown unknown when mailer.KnowsRepeats:
                LogDeferred(logger, id, mailer.Name, unknown.Why);
                break;
            case MailUnknown unknown:
                LogUnknown(logger, id, mailer.Name, unknown.Why);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail was not taken into the mail queue: {Waiting} wait, and the provider is left alone until {PausedUntil}.")]
    private static partial void LogFull(ILogger logger, int waiting, DateTimeOffset pausedUntil);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Id} was refused for good by {Provider}: {Why}.")]
    private static partial void LogRefused(ILogger logger, Guid id, string provider, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {Id} is tried again later: {Provider} could not take it now ({Why}).")]
    private static partial void LogDeferred(ILogger logger, Guid id, string provider, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether {Provider} has taken mail {Id} is unknown, so it is not sent again: {Why}.")]
    private static partial void LogUnknown(ILogger logger, Guid id, string provider, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mailer failed at mail {Id}.")]
    private static partial void LogFailed(ILogger logger, Exception fault, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail queue could not be stored after mail {Id}.")]
    private static partial void LogNotWritten(ILogger logger, Exception fault, Guid? id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} mails were still under way when the mail queue stopped.")]
    private static partial void LogStuck(ILogger logger, int count);
}
