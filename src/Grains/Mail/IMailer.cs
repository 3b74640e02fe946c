namespace ConnectNow.Grains.Mail;

/// <summary>Takes mails to people, through a provider.</summary>
public interface IMailer
{
    /// <summary>The provider, as metrics and logs call it.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a mail that the provider may have taken already can be given to it again and is still one mail. If not, a mail whose fate is
    /// unknown must never be sent again.
    /// </summary>
    bool KnowsRepeats { get; }

    /// <summary>
    /// One attempt, bounded in time. Whatever the provider says or fails to say is an outcome, not an exception; the same when it is
    /// cancelled. Nothing of a mail is logged but its id.
    /// </summary>
    Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether mails can go to an address at all, as far as the provider has said what it takes: true also when it has not. Bounded in
    /// time.
    /// </summary>
    Task<bool> ReachesAsync(string address, CancellationToken cancellationToken = default) => Task.FromResult(true);
}

/// <summary>One mail to one person, in text and HTML that say the same.</summary>
public sealed record Mail
{
    /// <summary>The same at every attempt.</summary>
    public required Guid Id { get; init; }

    public required string To { get; init; }

    /// <summary>The person's name as it stands beside the address; may be empty.</summary>
    public required string ToName { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>When it was asked for; the same at every attempt.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The id and nothing else, wherever it is written.</summary>
    public override string ToString() => $"mail {Id:N}";
}

/// <summary>One attempt to send a mail.</summary>
/// <param name="mail">The mail.</param>
/// <param name="inDoubt">An earlier attempt may have succeeded: only where <see cref="IMailer.KnowsRepeats"/>.</param>
/// <param name="handOver">Makes the attempt durable, or says that the mail is not wanted any more.</param>
public sealed class MailAttempt(Mail mail, bool inDoubt, Func<Task<bool>> handOver)
{
    public Mail Mail { get; } = mail;

    public bool InDoubt { get; } = inDoubt;

    /// <summary>
    /// A mailer calls it right before the first step after which nobody could say whether the provider has the mail, and goes on only when
    /// it is true; when it is false, it stops with <see cref="MailWithdrawn"/>. A mailer to which repeats do no harm at all need not call
    /// it. It may be called from any thread.
    /// </summary>
    public Task<bool> HandOverAsync() => handOver();
}
