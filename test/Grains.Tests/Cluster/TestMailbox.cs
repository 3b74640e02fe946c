using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ConnectNow.Grains.Mail;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Everybody's letterbox, behind a provider that takes everything.</summary>
public sealed partial class TestMailbox : IMailer
{
    private readonly ConcurrentQueue<Mail.Mail> _mails = new();

    public IReadOnlyCollection<Mail.Mail> Mails => _mails;

    public string Name => "postbox";

    public bool KnowsRepeats => false;

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        if (!await attempt.HandOverAsync()) return new MailWithdrawn();
        _mails.Enqueue(attempt.Mail);
        return new MailAccepted();
    }

    /// <summary>The digits of the newest code that has come to an address.</summary>
    public string CodeFor(string email) => Digits().Match(_mails.Last(mail => mail.To == email).Text).Value;

    [GeneratedRegex("(?<=^ +)[0-9]{6}$", RegexOptions.Multiline)]
    private static partial Regex Digits();
}
