using System.Globalization;
using System.Net.Sockets;
using ConnectNow.Grains.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace ConnectNow.Storage.Mailers;

/// <summary>What a fault of the conversation with a mail server means for the mail.</summary>
internal static class SmtpFault
{
    private const int Unavailable = 421;

    /// <summary>Whether it is the server's or the network's, rather than ours.</summary>
    public static bool IsOne(Exception fault) => fault is
        CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotConnectedException
        or ServiceNotAuthenticatedException or IOException or SocketException or TimeoutException or OperationCanceledException or NotSupportedException;

    /// <param name="fault">The fault.</param>
    /// <param name="mayHaveMail">Whether the mail itself was on its way.</param>
    public static MailOutcome OutcomeOf(Exception fault, bool mayHaveMail) => fault switch
    {
        SmtpCommandException command => OutcomeOf(command),
        _ when mayHaveMail => new MailUnknown(NameOf(fault)),
        // A login that was refused, an encryption that is not offered, a certificate that nobody trusts.
        AuthenticationException or ServiceNotAuthenticatedException or SslHandshakeException or NotSupportedException => new MailDeferred(NameOf(fault)) { OfEveryMail = true, NeedsOperator = true },
        _ => new MailDeferred(NameOf(fault)) { OfEveryMail = true },
    };

    /// <summary>
    /// The server has said no, to which there is no doubt. For good (5xx) is only what is said of the recipient or of the mail itself;
    /// what is said of us is the same for every mail, and may be put right while the code still works.
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
        // A server that wants a login first (RFC 4954, section 6).
        ServiceNotAuthenticatedException => "530",
        _ => fault.GetType().Name,
    };
}
