namespace ConnectNow.Grains.Mail;

/// <summary>Takes mails to people. When the task completes the mail is safe with the provider; a fault means it may not be.</summary>
public interface IMailer
{
    Task SendAsync(Mail mail, CancellationToken cancellationToken = default);
}

/// <summary>One mail to one person, in text and HTML that say the same.</summary>
public sealed record Mail
{
    public required string To { get; init; }

    /// <summary>The person's name as it stands beside the address; may be empty.</summary>
    public required string ToName { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }
}
