using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ConnectNow.Grains.Mail;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Everybody's letterbox.</summary>
public sealed partial class Postbox : IMailer
{
    private readonly ConcurrentQueue<Mail.Mail> _mails = new();

    public IReadOnlyCollection<Mail.Mail> Mails => _mails;

    public Task SendAsync(Mail.Mail mail, CancellationToken cancellationToken = default)
    {
        _mails.Enqueue(mail);
        return Task.CompletedTask;
    }

    /// <summary>The digits of the newest code mailed to an address.</summary>
    public string CodeFor(string email) => Digits().Match(_mails.Last(mail => mail.To == email).Text).Value;

    /// <summary>Digits that are not the newest code of an address.</summary>
    public string WrongCodeFor(string email) => CodeFor(email) == "000000" ? "000001" : "000000";

    [GeneratedRegex("(?<=^ +)[0-9]{6}$", RegexOptions.Multiline)]
    private static partial Regex Digits();
}
