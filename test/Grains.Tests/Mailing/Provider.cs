using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ConnectNow.Grains.Mail;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>
/// A provider that does what a test says, and counts. It takes a mail when it has handed it over. Like those that talk to a network it has
/// left the scheduler of whoever called it by then.
/// </summary>
internal sealed class Provider : IMailer
{
    private readonly ConcurrentQueue<MailAttempt> _attempts = new();
    private readonly ConcurrentQueue<Grains.Mail.Mail> _taken = new();
    private TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name { get; } = $"provider-{Guid.NewGuid():N}";

    public bool KnowsRepeats { get; init; }

    /// <summary>What it does instead of taking a mail; null: it takes it.</summary>
    public Func<MailAttempt, CancellationToken, Task<MailOutcome?>> Does { get; set; } = (_, _) => Task.FromResult<MailOutcome?>(null);

    /// <summary>Attempts begun.</summary>
    public IReadOnlyCollection<MailAttempt> Attempts => _attempts;

    public IReadOnlyCollection<Grains.Mail.Mail> Taken => _taken;

    public int TakenOf(Guid id) => _taken.Count(mail => mail.Id == id);

    public void Answer(MailOutcome? outcome) => Does = (_, _) => Task.FromResult(outcome);

    /// <summary>Hands over, and then answers no more.</summary>
    public void Hang() => Does = async (attempt, cancellationToken) =>
    {
        await Leave();
        if (!await attempt.HandOverAsync().ConfigureAwait(false)) return new MailWithdrawn();
        _taken.Enqueue(attempt.Mail);
        await _hanging.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new MailUnknown("cancelled");
    };

    /// <summary>As new: what hangs ends, and nothing was ever taken.</summary>
    public void Reset()
    {
        Answer(null);
        _hanging.SetResult();
        _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _attempts.Clear();
        _taken.Clear();
    }

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        _attempts.Enqueue(attempt);
        if (await Does(attempt, cancellationToken).ConfigureAwait(false) is { } outcome) return outcome;
        if (attempt.InDoubt && TakenOf(attempt.Mail.Id) > 0) return new MailAccepted();
        await Leave();
        if (!await attempt.HandOverAsync().ConfigureAwait(false)) return new MailWithdrawn();
        _taken.Enqueue(attempt.Mail);
        return new MailAccepted();
    }

    private static ConfiguredTaskAwaitable Leave() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
