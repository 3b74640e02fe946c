using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ConnectNow.Grains.Mail;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace ConnectNow.Storage.Mailers;

/// <summary>Hands mails to a mail server (RFC 5321), each in a conversation of its own.</summary>
/// <remarks>
/// SMTP knows no repeats. The attempt is recorded after the login and before the envelope; from then until the server's last word the
/// mail's fate may stay unknown, and then it is not sent again. Nothing the server says in words is passed on or logged: it may repeat an
/// address. It may say <see cref="MostAnswered"/> bytes in all.
/// </remarks>
public sealed class SmtpMailer(SmtpMailerOptions options, TimeProvider time) : IMailer
{
    /// <summary>Far more than a server has to say, the certificates of its authority included.</summary>
    public const int MostAnswered = 256 * 1024;

    /// <summary>How long to wait for the last word of a conversation in which everything has been said.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    public string Name => "smtp";

    public bool KnowsRepeats => false;

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        using var message = MimeMail.TryCompose(attempt.Mail, options.FromName, options.FromAddress, time.GetUtcNow());
        if (message is null) return new MailRefused("address");
        using var patience = new CancellationTokenSource(options.Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var client = new Client(options);
        try
        {
            return await ConnectAsync(client, attempt, message, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (SmtpFault.IsOne(fault))
        {
            return SmtpFault.OutcomeOf(fault, client.MayHaveMail);
        }
    }

    private async Task<MailOutcome> ConnectAsync(Client client, MailAttempt attempt, MimeMessage message, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
        await using var stream = new BoundedStream(new NetworkStream(socket, ownsSocket: true), MostAnswered);
        try
        {
            return await TalkAsync(client, stream, attempt, message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(client, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<MailOutcome> TalkAsync(Client client, Stream stream, MailAttempt attempt, MimeMessage message, CancellationToken cancellationToken)
    {
        await client.ConnectAsync(stream, options.Host, options.Port, SecurityOf(options.Security), cancellationToken).ConfigureAwait(false);
        if (options.UserName is { } user) await client.AuthenticateAsync(user, options.Password ?? "", cancellationToken).ConfigureAwait(false);
        // An address with letters beyond ASCII before the @ needs a server that knows them (RFC 6531): to another one it is another address.
        var isInternational = !Ascii.IsValid(attempt.Mail.To.AsSpan(0, attempt.Mail.To.LastIndexOf('@')));
        if (isInternational && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8)) return new MailRefused("no SMTPUTF8");
        if (!await attempt.HandOverAsync().ConfigureAwait(false)) return new MailWithdrawn();
        var format = FormatOptions.Default.Clone();
        format.International = isInternational;
        await client.SendAsync(format, message, cancellationToken).ConfigureAwait(false);
        return new MailAccepted();
    }

    /// <summary>The mail is where it is; a server that does not answer to this is left without a word.</summary>
    private static async Task LeaveAsync(Client client, CancellationToken cancellationToken)
    {
        if (!client.IsConnected || cancellationToken.IsCancellationRequested) return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Goodbye);
        try
        {
            await client.DisconnectAsync(quit: true, patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (SmtpFault.IsOne(fault))
        {
            // The conversation was over anyway.
        }
    }

    private static SecureSocketOptions SecurityOf(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.None,
    };

    /// <summary>Knows from when on the server may have the mail: once it has taken the recipient, the mail itself follows.</summary>
    private sealed class Client : SmtpClient
    {
        public Client(SmtpMailerOptions options)
        {
            Timeout = (int)options.Patience.TotalMilliseconds;
            // Where lists of revoked certificates lie, a server in a network of its own can't reach; the same as every other client of ours.
            CheckCertificateRevocation = false;
            if (options.Authority is { } authority) ServerCertificateValidationCallback = (_, certificate, _, errors) => IsSignedBy(authority, certificate, errors);
        }

        public bool MayHaveMail { get; private set; }

        protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => MayHaveMail = true;

        private static bool IsSignedBy(X509Certificate2 authority, X509Certificate? certificate, SslPolicyErrors errors)
        {
            if (certificate is null || errors is not (SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors)) return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(new X509Certificate2(certificate));
        }
    }
}
