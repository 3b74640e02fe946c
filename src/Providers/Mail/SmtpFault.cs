using System.Globalization;
using System.Net.Sockets;
using ConnectNow.Grains.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace ConnectNow.Providers.Mail;

/// <summary>What a fault of the conversation with a mail server means for the mail.</summary>
internal static class SmtpFault
{
    private const int Unavailable = 421;
    private const int MostWords = 300;

    /// <summary>Whether it is the server's or the network's, rather than ours.</summary>
    public static bool IsOne(Exception fault) => fault is
        CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or IOException or SocketException or TimeoutException or OperationCanceledException or NotSupportedException;

    /// <param name="fault">The fault.</param>
    /// <param name="talk">The conversation it ended.</param>
    /// <param name="options">What the conversation was begun with.</param>
    public static MailOutcome OutcomeOf(Exception fault, SmtpConversation talk, SmtpMailerOptions options) => fault switch
    {
        SmtpCommandException command => OutcomeOf(command),
        _ when talk.MayHaveMail => new MailUnknown(NameOf(fault)),
        AuthenticationException refused => OutcomeOf(refused, options),
        // A certificate that proves nothing, or no encryption at all.
        SslHandshakeException => NeedsOperator(talk.Trust.Flaw ?? $"{options.Host} does not speak TLS at port {options.Port}: see ConnectNow:Email:Smtp:Security"),
        NotSupportedException => NeedsOperator(talk.IsSecure || options.Security == SmtpSecurity.None
            ? $"{options.Host} knows no login that we know: see ConnectNow:Email:Smtp:UserName"
            : $"{options.Host} offers no STARTTLS at port {options.Port}: see ConnectNow:Email:Smtp:Security"),
        ServiceNotAuthenticatedException => NeedsOperator($"530: {options.Host} wants a login first: see ConnectNow:Email:Smtp:UserName"),
        _ => new MailDeferred(NameOf(fault)) { OfEveryMail = true },
    };

    /// <summary>
    /// At a login nobody's address but the operator's own has been named: what the server says of it is passed on. With 4xx it asks to come
    /// again (RFC 4954, section 6).
    /// </summary>
    private static MailDeferred OutcomeOf(AuthenticationException refused, SmtpMailerOptions options)
    {
        // MailKit says "535: words".
        var said = MimeMail.OneLine(refused.Message.Replace(": ", " ", StringComparison.Ordinal)).Trim();
        if (options.Password is { Length: > 0 } password) said = said.Replace(password, "…", StringComparison.Ordinal);
        if (said.Length > MostWords) said = $"{said[..MostWords]}…";
        return said.StartsWith('4')
            ? new MailDeferred(said) { OfEveryMail = true }
            : NeedsOperator($"{options.Host} refuses the login as \"{options.UserName}\": {said}: see ConnectNow:Email:Smtp:UserName and ConnectNow:Email:Smtp:Password");
    }

    private static MailDeferred NeedsOperator(string why) => new(why) { OfEveryMail = true, NeedsOperator = true };

    /// <summary>
    /// The server has said no, to which there is no doubt. For good (5xx) is only what is said of the recipient or of the mail itself;
    /// what is said of us is the same for every mail, and may be fixed while the code still works.
    /// </summary>
    private static MailOutcome OutcomeOf(SmtpCommandException command)
    {
        var status = (int)command.StatusCode;
        var why = status.ToString(CultureInfo.InvariantCulture);
        var isOfThisMail = command.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && status != Unavailable;
        return status switch
        {
            >= 500 when isOfThisMail => new MailRefused(why),
            >= 500 => new MailDeferred(why) { OfEveryMail = true, NeedsOperator = true },
            _ => new MailDeferred(why) { OfEveryMail = !isOfThisMail },
        };
    }

    private static string NameOf(Exception fault) => fault switch
    {
        OperationCanceledException => "no answer in time",
        _ => fault.GetType().Name,
    };
}
