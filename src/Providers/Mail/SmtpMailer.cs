using System.Net.Sockets;
using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;
using MimeKit;

namespace ConnectNow.Providers.Mail;

/// <summary>Hands mails to a mail server (RFC 5321), each in a conversation of its own.</summary>
/// <remarks>
/// SMTP knows no repeats. The attempt is recorded after the login and before the envelope; from then until the server's last word the
/// mail's fate may stay unknown, and then it is not sent again. What the server says in words is passed on and logged up to the login, and
/// not after it: it may repeat a person's address. It may say <see cref="MostAnswered"/> bytes in all.
/// </remarks>
public sealed class SmtpMailer(SmtpMailerOptions options, TimeProvider time) : IMailer
{
    /// <summary>Far more than a server has to say, the certificates of its authority included.</summary>
    public const int MostAnswered = 256 * 1024;

    /// <summary>How long to wait for the last word of a conversation in which everything has been said.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly SmtpReach _reach = new(time);

    public string Name => "smtp";

    public bool KnowsRepeats => false;

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        using var message = MimeMail.TryCompose(attempt.Mail, options.FromName, options.FromAddress, time.GetUtcNow());
        if (message is null) return new MailRefused("address");
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var talk = new SmtpConversation(options);
        try
        {
            return await MeetAsync(talk, () => SendAsync(talk, attempt, message, either.Token), either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (SmtpFault.IsOne(fault))
        {
            return SmtpFault.OutcomeOf(fault, talk, options);
        }
    }

    /// <summary>The server says what it takes when it is greeted; it is asked when nobody has greeted it lately.</summary>
    public async Task<bool> ReachesAsync(string address, CancellationToken cancellationToken = default) =>
        !MailReach.IsInternational(address) || (await _reach.KnowsAllLettersAsync(GreetAsync, cancellationToken).ConfigureAwait(false) ?? true);

    /// <summary>Whether the server takes all letters; null when it can't be asked.</summary>
    private async Task<bool?> GreetAsync(CancellationToken cancellationToken)
    {
        using var talk = new SmtpConversation(options);
        try
        {
            return await MeetAsync(talk, () => Task.FromResult(talk.KnowsAllLetters), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (SmtpFault.IsOne(fault))
        {
            return null;
        }
    }

    /// <summary>Connects, greets, does what there is to do, and says goodbye.</summary>
    private async Task<T> MeetAsync<T>(SmtpConversation talk, Func<Task<T>> then, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
        var stream = new BoundedStream(new NetworkStream(socket, ownsSocket: true), MostAnswered);
        await using var disposal = stream.ConfigureAwait(false);
        try
        {
            await talk.BeginAsync(stream, cancellationToken).ConfigureAwait(false);
            _reach.Learn(talk.KnowsAllLetters);
            return await then().ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(talk, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<MailOutcome> SendAsync(
        SmtpConversation talk, MailAttempt attempt, MimeMessage message, CancellationToken cancellationToken)
    {
        await talk.LogInAsync(cancellationToken).ConfigureAwait(false);
        // To a server that knows no such letters it is another address.
        var isInternational = MailReach.IsInternational(attempt.Mail.To);
        if (isInternational && !talk.KnowsAllLetters) return new MailRefused("no SMTPUTF8");
        if (!await attempt.HandOverAsync().ConfigureAwait(false)) return new MailWithdrawn();
        var format = MimeMail.Format;
        format.International = isInternational;
        await talk.SendAsync(format, message, cancellationToken).ConfigureAwait(false);
        return new MailAccepted();
    }

    /// <summary>The mail is where it is; a server that does not answer to this is left without a word.</summary>
    private static async Task LeaveAsync(SmtpConversation talk, CancellationToken cancellationToken)
    {
        if (!talk.IsConnected || cancellationToken.IsCancellationRequested) return;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Goodbye);
        try
        {
            await talk.DisconnectAsync(quit: true, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (SmtpFault.IsOne(fault))
        {
            // The conversation was over anyway.
        }
    }
}
