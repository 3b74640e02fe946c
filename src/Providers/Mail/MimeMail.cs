using MimeKit;
using MimeKit.Encodings;
using MimeKit.IO;
using MimeKit.IO.Filters;
using MimeKit.Text;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// A mail as a MIME message (RFC 5322), for the mailers that hand one over. It is ASCII in lines of at most <see cref="LineLength"/>
/// characters, so that no server on its way has to change it.
/// </summary>
internal static class MimeMail
{
    /// <summary>The most characters of a line (RFC 2045, section 6.7, for encoded text).</summary>
    public const int LineLength = 76;

    /// <summary>How messages are written down. A copy: the writer may change it.</summary>
    public static FormatOptions Format
    {
        get
        {
            var format = FormatOptions.Default.Clone();
            (format.MaxLineLength, format.NewLineFormat) = (LineLength, NewLineFormat.Dos);
            return format;
        }
    }

    /// <summary>Null when the recipient is not one plain mail address.</summary>
    public static MimeMessage? TryCompose(Grains.Mail.Mail mail, string fromName, string fromAddress, DateTimeOffset date)
    {
        if (!IsPlainAddress(mail.To)) return null;

        // The id is the mail's own: where a mail comes twice anyway, mail programs can tell.
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
        // What is not ASCII, or has longer lines, is encoded, each part as it becomes shortest.
        message.Prepare(EncodingConstraint.SevenBit, LineLength);
        foreach (var part in message.BodyParts.OfType<TextPart>().Where(part => part.ContentTransferEncoding == ContentEncoding.QuotedPrintable)) Narrow(part);
        return message;
    }

    /// <summary>
    /// MimeKit keeps the octets of a character together, and so its lines become longer than it was told: it is told less.
    /// </summary>
    private static void Narrow(TextPart part)
    {
        var encoded = new MemoryStream();
        using (var narrow = new FilteredStream(encoded))
        {
            narrow.Add(new EncoderFilter(new QuotedPrintableEncoder(LineLength - 12)));
            using var plain = part.Content!.Open();
            plain.CopyTo(narrow);
            narrow.Flush();
            part.Content = new MimeContent(new MemoryStream(encoded.ToArray()), ContentEncoding.QuotedPrintable);
        }
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
