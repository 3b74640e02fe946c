using ConnectNow.Mailing;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Which mails wait, which may go now, and what an attempt's outcome means for them. Pure: no storage, no provider, and time is told.
/// The owner stores <see cref="ToState"/> before it reports a change.
/// </summary>
internal sealed class MailQueue
{
    /// <summary>More is refused: at a provider's usual pace it would not be gone before the codes have expired.</summary>
    public const int Capacity = 1_000;

    /// <summary>
    /// The first wait after a failure; each further one is twice as long, up to <see cref="LongestWait"/>; a quarter of it is chance.
    /// </summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>A provider that asks for more is asked again after this.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private const int MostFinished = 2_000;

    private readonly List<QueuedMail> _waiting;
    private readonly Dictionary<Guid, FinishedMail> _finished;
    private readonly HashSet<Guid> _away = [];
    private readonly HashSet<Guid> _overtaken = [];
    private readonly bool _knowsRepeats;
    private readonly Action<MailResult> _count;
    private readonly Func<double> _chance;
    private DateTimeOffset _pausedUntil;
    private int _failures;

    /// <summary>Opens what was stored. A mail in doubt is over, unless the provider knows repeats.</summary>
    public MailQueue(MailQueueState state, bool knowsRepeats, Action<MailResult> count, Func<double>? chance = null)
    {
        (_knowsRepeats, _count, _chance) = (knowsRepeats, count, chance ?? Random.Shared.NextDouble);
        _waiting = [.. state.Waiting];
        _finished = state.Settled.ToDictionary(mail => mail.Id);
        _pausedUntil = state.PausedUntil;
        if (knowsRepeats) return;
        foreach (var lost in _waiting.Where(each => each.InDoubt).ToList()) Finish(lost, MailResult.Unknown);
    }

    public int Count => _waiting.Count;

    /// <summary>Grows with every change to the mails: the owner compares it to know whether the stored state is current.</summary>
    public int Changes { get; private set; }

    public DateTimeOffset PausedUntil => _pausedUntil;

    public MailQueueState ToState() => new()
    {
        Waiting = [.. _waiting],
        Settled = [.. _finished.Values],
        PausedUntil = _pausedUntil,
    };

    /// <summary>Takes a mail, or says why not. One that is known already is taken already.</summary>
    public Refusal? Take(CodeMailRequest mail, DateTimeOffset now)
    {
        DropExpired(now);
        if (_finished.ContainsKey(mail.Id) || _waiting.Exists(each => each.Letter.Id == mail.Id)) return null;
        if (mail.ExpiresAt <= now)
        {
            _count(MailResult.Expired);
            return null;
        }

        if (_pausedUntil >= mail.ExpiresAt) return MailRefusal.NotNow(_pausedUntil - now);
        Overtake(mail.Topic);
        if (_waiting.Count >= Capacity) return MailRefusal.NotNow(LongestWait);
        _waiting.Add(new QueuedMail { Letter = mail });
        Changes++;
        return null;
    }

    /// <summary>Up to so many mails that may go now, oldest first. They are away until <see cref="Apply"/>.</summary>
    public IReadOnlyList<QueuedMail> SendDue(DateTimeOffset now, int places)
    {
        DropExpired(now);
        if (_pausedUntil > now || places <= 0) return [];
        var due = _waiting.Where(each => each.NotBefore <= now && !_away.Contains(each.Letter.Id)).Take(places).ToList();
        _away.UnionWith(due.Select(each => each.Letter.Id));
        return due;
    }

    /// <summary>When there may be something to do next: to send, but not before a time, or to drop.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset notBefore = default)
    {
        var here = _waiting.Where(each => !_away.Contains(each.Letter.Id)).ToList();
        if (here.Count == 0) return null;
        var due = here.Min(each => each.NotBefore);
        if (due < _pausedUntil) due = _pausedUntil;
        if (due < notBefore) due = notBefore;
        var expiry = here.Min(each => each.Letter.ExpiresAt);
        return due < expiry ? due : expiry;
    }

    /// <summary>A mail that is away is about to be handed over: false when it must not be any more.</summary>
    public bool TryHandOver(Guid id, DateTimeOffset now)
    {
        if (Find(id) is not { } mail || _overtaken.Contains(id) || mail.Letter.ExpiresAt <= now) return false;
        Replace(mail, mail with { InDoubt = true });
        return true;
    }

    /// <summary>What is known of a mail.</summary>
    public MailFate FateOf(Guid id) =>
        Find(id) is { } waiting ? waiting.Failures > 0 ? MailFate.Delayed : MailFate.Sending
        : _finished.TryGetValue(id, out var finished) ? finished.Fate : MailFate.None;

    public bool IsInDoubt(Guid id) => Find(id)?.InDoubt is true;

    /// <summary>A mail is back: what became of it.</summary>
    public void Apply(Guid id, MailOutcome outcome, DateTimeOffset now)
    {
        _away.Remove(id);
        var overtaken = _overtaken.Remove(id);
        if (Find(id) is not { } mail) return;
        if (outcome is MailAccepted or MailRefused) _failures = 0;
        switch (outcome)
        {
            case MailAccepted:
                Finish(mail, MailResult.Accepted);
                break;
            case MailRefused:
                Finish(mail, MailResult.Refused);
                break;
            case MailUnknown when !_knowsRepeats:
                Finish(mail, MailResult.Unknown);
                break;
            case var _ when overtaken:
                Finish(mail, MailResult.Superseded);
                break;
            case MailUnknown unknown:
                Defer(mail, unknown.RetryAfter, inDoubt: true, now);
                break;
            case MailDeferred deferred:
                if (deferred.OfEveryMail) Pause(now + Wait(++_failures, deferred.RetryAfter), now);
                Defer(mail, deferred.RetryAfter, inDoubt: false, now);
                break;
            default:
                // Withdrawn: it has expired, which the next look finds.
                DropExpired(now);
                break;
        }
    }

    /// <summary>The provider is left alone until then, but never longer than <see cref="LongestPause"/>.</summary>
    public void Pause(DateTimeOffset until, DateTimeOffset now)
    {
        if (until > now + LongestPause) until = now + LongestPause;
        if (until > _pausedUntil) _pausedUntil = until;
    }

    private void Defer(QueuedMail mail, TimeSpan? asked, bool inDoubt, DateTimeOffset now)
    {
        var failures = mail.Failures + 1;
        Replace(mail, mail with { Failures = failures, InDoubt = inDoubt, NotBefore = now + Wait(failures, asked) });
        _count(MailResult.Retried);
        DropExpired(now);
    }

    /// <summary>Not less than asked for; but a provider that asks for no wait at all, or for days, is not believed.</summary>
    private TimeSpan Wait(int failures, TimeSpan? asked)
    {
        var wait = Shorter(FirstWait * Math.Pow(2, Math.Min(failures - 1, 10)), LongestWait) * (0.75 + (0.25 * _chance()));
        return asked > wait ? Shorter(asked.Value, LongestPause) : wait;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void Overtake(string topic)
    {
        foreach (var older in _waiting.Where(each => each.Letter.Topic == topic).ToList())
        {
            if (_away.Contains(older.Letter.Id)) _overtaken.Add(older.Letter.Id);
            else Finish(older, MailResult.Superseded);
        }
    }

    private void DropExpired(DateTimeOffset now)
    {
        foreach (var late in _waiting.Where(each => each.Letter.ExpiresAt <= now && !_away.Contains(each.Letter.Id)).ToList())
            Finish(late, MailResult.Expired);
        foreach (var (id, _) in _finished.Where(each => each.Value.ExpiresAt <= now).ToList()) _finished.Remove(id);
    }

    private void Finish(QueuedMail mail, MailResult result)
    {
        _waiting.Remove(mail);
        Changes++;
        if (_finished.Count >= MostFinished) _finished.Remove(_finished.MinBy(each => each.Value.ExpiresAt).Key);
        _finished[mail.Letter.Id] = new FinishedMail(mail.Letter.Id, mail.Letter.ExpiresAt) { Fate = FateOf(result) };
        _count(result);
    }

    private static MailFate FateOf(MailResult result) => result switch
    {
        MailResult.Accepted => MailFate.Sent,
        MailResult.Refused or MailResult.Expired => MailFate.Failed,
        MailResult.Unknown => MailFate.Uncertain,
        _ => MailFate.None,
    };

    private void Replace(QueuedMail mail, QueuedMail by)
    {
        _waiting[_waiting.IndexOf(mail)] = by;
        Changes++;
    }

    private QueuedMail? Find(Guid id) => _waiting.Find(each => each.Letter.Id == id);
}
