using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// One conversation with a mail server. Knows from when on the server may have the mail: once it has taken the recipient, the mail itself
/// follows.
/// </summary>
internal sealed class SmtpConversation : SmtpClient
{
    /// <summary>
    /// All of them are as safe as the encryption around them; the first ones are those that every server with logins takes.
    /// </summary>
    private static readonly string[] WaysToLogIn = ["PLAIN", "LOGIN", "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5"];

    private readonly SmtpMailerOptions _options;

    public SmtpConversation(SmtpMailerOptions options)
    {
        _options = options;
        Trust = new SmtpTrust(options);
        Timeout = (int)options.Timeout.TotalMilliseconds;
        LocalDomain = options.OwnName ?? options.FromAddress[(options.FromAddress.LastIndexOf('@') + 1)..];
        // Where lists of revoked certificates lie, a server in a network of its own can't reach; the same as every other client of ours.
        CheckCertificateRevocation = false;
        ServerCertificateValidationCallback = (_, certificate, chain, errors) => Trust.Check(certificate, chain, errors);
    }

    /// <summary>What was made of the server's certificate.</summary>
    public SmtpTrust Trust { get; }

    public bool MayHaveMail { get; private set; }

    /// <summary>Whether the server takes addresses with letters beyond ASCII before the @ (RFC 6531). Known once it has greeted.</summary>
    public bool KnowsAllLetters => Capabilities.HasFlag(SmtpCapabilities.UTF8);

    /// <summary>Greets, and has the conversation encrypted as the options want it.</summary>
    public Task BeginAsync(Stream stream, CancellationToken cancellationToken) =>
        ConnectAsync(stream, _options.Host, _options.Port, SecurityOf(_options.Security), cancellationToken);

    /// <summary>In one way and once: a server counts wrong logins, and locks out clients that make many.</summary>
    public async Task LogInAsync(CancellationToken cancellationToken)
    {
        if (_options.UserName is not { } user) return;
        if (WaysToLogIn.FirstOrDefault(AuthenticationMechanisms.Contains) is { } way) AuthenticationMechanisms.RemoveWhere(other => other != way);
        await AuthenticateAsync(user, _options.Password ?? "", cancellationToken).ConfigureAwait(false);
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => MayHaveMail = true;

    private static SecureSocketOptions SecurityOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };
}
