using System.Globalization;
using System.Security.Cryptography;
using ConnectNow.Grains.Mail;
using Microsoft.Extensions.Logging;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;

namespace ConnectNow.Storage.Mailers;

/// <summary>
/// Puts each mail, as the MIME message a mail server would take, into a file of the outbox folder. Any mail program opens it.
/// </summary>
/// <remarks>
/// When the task completes the mail's bytes are on the disk, under the name <c>{UTC time}-{random}.eml</c>; names sort by time. No file
/// with such a name is ever incomplete. Only its owner may read it: it may hold a code.
/// Whatever stands in names and subjects stays inside its header. An address that is none throws <see cref="ArgumentException"/>.
/// </remarks>
public sealed partial class OutboxMailer(OutboxMailerOptions options, TimeProvider time, ILogger<OutboxMailer> logger) : IMailer
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public async Task SendAsync(Mail mail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mail);
        using var message = Compose(mail);
        var now = time.GetUtcNow();
        message.Date = now;

        var name = $"{now.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}-{RandomNumberGenerator.GetHexString(12, true)}";
        var target = Path.Combine(CreateFolder(), $"{name}.eml");
        var temporary = $"{target}.part";
        try
        {
            await WriteAsync(message, temporary, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, target);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        LogMailWritten(name);
    }

    private MimeMessage Compose(Mail mail)
    {
        if (!MailboxAddress.TryParse(mail.To, out var address) || address.Address != mail.To || !mail.To.Contains('@', StringComparison.Ordinal))
            throw new ArgumentException("The recipient is not one plain mail address.", nameof(mail));

        var message = new MimeMessage { Subject = OneLine(mail.Subject), MessageId = MimeUtils.GenerateMessageId(Domain()) };
        message.From.Add(new MailboxAddress(OneLine(options.FromName), options.FromAddress));
        message.To.Add(new MailboxAddress(OneLine(mail.ToName), mail.To));

        // The last alternative is the one to prefer (RFC 2046, section 5.1.4).
        message.Body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = mail.Text },
            new TextPart(TextFormat.Html) { Text = mail.Html },
        };
        return message;
    }

    private string Domain() => options.FromAddress[(options.FromAddress.LastIndexOf('@') + 1)..];

    private string CreateFolder()
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(options.Folder).FullName;

        return Directory.CreateDirectory(options.Folder, OwnFile | UnixFileMode.UserExecute).FullName;
    }

    private static async Task WriteAsync(MimeMessage message, string path, CancellationToken cancellationToken)
    {
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnFile;

        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        await using var file = new FileStream(path, create);
        await message.WriteToAsync(format, file, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    /// <summary>A header is one line: a line break in it would begin the next header, other control characters say nothing.</summary>
    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (line, source) =>
        {
            for (var index = 0; index < line.Length; index++)
                line[index] = char.IsControl(source[index]) || source[index] is '\u2028' or '\u2029' ? ' ' : source[index];
        });

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Mail {Name} is in the outbox.")]
    private partial void LogMailWritten(string name);
}
