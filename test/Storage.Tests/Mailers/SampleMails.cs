using ConnectNow.Grains.Mail;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>Mails to try mailers with, and what became of the attempts.</summary>
internal static class SampleMails
{
    /// <summary>A mail of its own.</summary>
    public static Mail New(string to = "ada@example.org") => new()
    {
        Id = Guid.NewGuid(),
        To = to,
        ToName = "Ada Lovelace",
        Subject = "Your code for “Analytical Engine” 🙂",
        Text = "Your code is 123456.\n\nIt is valid for 10 minutes. – ConnectNow",
        Html = "<p>Your code is <b>123456</b>.</p><p>It is valid for 10 minutes. – ConnectNow</p>",
        AskedAt = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero),
    };

    /// <summary>An attempt that nobody has anything against.</summary>
    public static MailAttempt Attempt(this Mail mail, bool inDoubt = false, Action? handedOver = null) => new(mail, inDoubt, () =>
    {
        handedOver?.Invoke();
        return Task.FromResult(true);
    });
}
