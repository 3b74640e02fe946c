using ConnectNow.Grains.Mail;
using MimeKit;
using MimeKit.Text;

namespace ConnectNow.Storage.Mailers;

/// <summary>A mail as a MIME message (RFC 5322), for the mailers that hand one over.</summary>
internal static class MimeMail
{
    /// <summary>Null when the recipient is not one plain mail address.</summary>
    public static MimeMessage? TryCompose(Mail mail, string fromName, string fromAddress, DateTimeOffset date)
    {
        if (!IsPlainAddress(mail.To)) return null;

        // The id is the mail's own: where a mail comes twice all the same, mail programs can tell.
        var message = new MimeMessage { Subject = OneLine(mail.Subject), Date = date, MessageId = $"{mail.Id:N}@{fromAddress[(fromAddress.LastIndexOf('@') + 1)..]}" };
        message.From.Add(new MailboxAddress(OneLine(fromName), fromAddress));
        message.To.Add(new MailboxAddress(OneLine(mail.ToName), mail.To));
        // No out-of-office replies (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");

        // The last alternative is the one to prefer (RFC 2046, section 5.1.4).
        message.Body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = mail.Text },
            new TextPart(TextFormat.Html) { Text = mail.Html },
        };
        return message;
    }

    /// <summary>Whether a text is one address and nothing else: no name, no list, no comment.</summary>
    public static bool IsPlainAddress(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Address == text && text.Contains('@', StringComparison.Ordinal);

    /// <summary>A header is one line: a line break in it would begin the next header, other control characters say nothing.</summary>
    public static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (var index = 0; index < line.Length; index++)
                line[index] = char.IsControl(source[index]) || source[index] is '\u2028' or '\u2029' ? ' ' : source[index];
        });
}
