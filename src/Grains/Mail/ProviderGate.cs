using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Keeps a silo from knocking at a provider that has said what only an operator can fixed: a refused login, a certificate that nobody
/// trusts. It says so once, and then lets one mail at a time try, more and more seldom, until one gets through.
/// </summary>
/// <remarks>One a silo, for all shards on it. In memory only: with settings fixed, a process that starts tries at once.</remarks>
internal sealed partial class ProviderGate(TimeProvider time, ILogger<ProviderGate> logger)
{
    /// <summary>
    /// The first wait; each further one is twice as long, up to <see cref="LongestWait"/>. Servers lock out who knocks on.
    /// </summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>While one mail tries, the others look again after this.</summary>
    public static readonly TimeSpan WhileOneTries = TimeSpan.FromSeconds(5);

    /// <summary>What stays wrong is said again after this.</summary>
    public static readonly TimeSpan Reminder = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private int _failures;
    private bool _isTrying;
    private DateTimeOffset _closedUntil;
    private DateTimeOffset _silentUntil;
    private string? _said;

    /// <summary>Until when no mail may be handed over; in the past when it is open.</summary>
    public DateTimeOffset ClosedUntil
    {
        get
        {
            lock (_lock) return _closedUntil;
        }
    }

    /// <summary>How long nothing goes out because of what an operator must fix; null when mails go out, or one may try.</summary>
    public TimeSpan? Stuck
    {
        get
        {
            lock (_lock) return _failures > 0 && !_isTrying && _closedUntil - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null;
        }
    }

    /// <summary>How many mails may be handed over now, of so many.</summary>
    public int Places(int wanted)
    {
        lock (_lock) return _failures == 0 ? wanted : _closedUntil > time.GetUtcNow() ? 0 : Math.Min(wanted, 1);
    }

    /// <summary>Mails are being handed over.</summary>
    public void Try()
    {
        lock (_lock)
        {
            if (_failures == 0) return;
            (_isTrying, _closedUntil) = (true, time.GetUtcNow() + WhileOneTries);
        }
    }

    /// <summary>What a provider has said of a mail.</summary>
    public void Learn(MailOutcome outcome, string provider)
    {
        lock (_lock)
        {
            if (outcome is MailDeferred { OfEveryMail: true, NeedsOperator: true } stuck) Close(stuck.Why, provider);
            else if (outcome is MailAccepted or MailRefused or MailDeferred { OfEveryMail: false }) Open(provider);
        }
    }

    private void Close(string why, string provider)
    {
        var now = time.GetUtcNow();
        // Mails that were on their way together fail together: that is one failure.
        if (_failures > 0 && !_isTrying && _closedUntil > now) return;
        var wait = FirstWait * Math.Pow(2, Math.Min(_failures, 10));
        (_failures, _isTrying, _closedUntil) = (_failures + 1, false, now + (wait < LongestWait ? wait : LongestWait));
        if (why == _said && now < _silentUntil) return;
        (_said, _silentUntil) = (why, now + Reminder);
        LogStuck(logger, provider, why);
    }

    private void Open(string provider)
    {
        if (_failures > 0) LogOver(logger, provider);
        (_failures, _isTrying, _closedUntil, _said) = (0, false, default, null);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "No mail can be sent by {Provider} until this is fixed: {Why}. Codes wait until they expire; one mail at a time is tried, at growing intervals.")]
    private static partial void LogStuck(ILogger logger, string provider, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mails go out by {Provider} again.")]
    private static partial void LogOver(ILogger logger, string provider);
}
