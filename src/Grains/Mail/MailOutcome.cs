namespace ConnectNow.Grains.Mail;

/// <summary>What became of an attempt to send a mail. A closed set; none of them holds an address or a code.</summary>
public abstract record MailOutcome
{
    private protected MailOutcome()
    {
    }
}

/// <summary>The provider has it.</summary>
public sealed record MailAccepted : MailOutcome;

/// <summary>The provider will never take this mail: there is no such address, or it does not like what it says.</summary>
/// <param name="Why">The provider's code.</param>
public sealed record MailRefused(string Why) : MailOutcome;

/// <summary>The provider certainly does not have it; another attempt makes sense.</summary>
/// <param name="Why">The provider's code, or what went wrong on the way.</param>
public sealed record MailDeferred(string Why) : MailOutcome
{
    /// <summary>How long the provider asks to wait; null: it has not said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether it would say the same of every mail now: it is busy, away, or does not know us.</summary>
    public bool OfEveryMail { get; init; }

    /// <summary>Whether only the operator can change it: a refused login, say.</summary>
    public bool NeedsOperator { get; init; }
}

/// <summary>It was on its way when the provider stopped answering: it has it, or not.</summary>
/// <param name="Why">What went wrong.</param>
public sealed record MailUnknown(string Why) : MailOutcome
{
    /// <inheritdoc cref="MailDeferred.RetryAfter"/>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>It was not handed over because nobody wants it any more.</summary>
public sealed record MailWithdrawn : MailOutcome;
