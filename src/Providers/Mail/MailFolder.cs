using System.Globalization;
using System.Security.Cryptography;
using ConnectNow.Grains.Mail;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// Puts each mail, as the MIME message a mail server would take, into a file of the outbox folder. Any mail program opens it.
/// </summary>
/// <remarks>
/// When it says accepted the mail's bytes are on the disk, under the name <c>{UTC time}-{start of the id}.eml</c>; names sort by time. The
/// time is that at which the mail was asked for, so that the same mail is always the same file: given twice, it is there once. No file with
/// such a name is ever incomplete. Only its owner may read it: it may hold a code.
/// Whatever stands in names and subjects stays inside its header. An address that is none is refused.
/// </remarks>
public sealed partial class MailFolder(MailFolderOptions options, TimeProvider time, ILogger<MailFolder> logger) : IMailer
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Name => "outbox";

    public bool KnowsRepeats => true;

    public async Task<MailOutcome> SendAsync(MailAttempt attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var mail = attempt.Mail;
        using var message = MimeMail.TryCompose(mail, options.FromName, options.FromAddress, time.GetUtcNow());
        if (message is null) return new MailRefused("address");
        try
        {
            var name = $"{mail.AskedAt.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'.'fff'Z'", CultureInfo.InvariantCulture)}-{mail.Id.ToString("N")[..12]}";
            await KeepAsync(message, Path.Combine(CreateFolder(), $"{name}.eml"), cancellationToken).ConfigureAwait(false);
            LogMailWritten(mail.Id, name);
            return new MailAccepted();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new MailDeferred("cancelled");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A full disk, a folder that is none: what the system says names a path, and no person.
            LogNotWritten(fault, mail.Id);
            return new MailDeferred(fault.GetType().Name) { OfEveryMail = true, NeedsOperator = true };
        }
    }

    private static async Task KeepAsync(MimeMessage message, string target, CancellationToken cancellationToken)
    {
        var temporary = $"{target}.{RandomNumberGenerator.GetHexString(8, true)}.part";
        try
        {
            await WriteAsync(message, temporary, cancellationToken).ConfigureAwait(false);
            // The same mail again is the same file again.
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

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

        var file = new FileStream(path, create);
        await using var disposal = file.ConfigureAwait(false);
        await message.WriteToAsync(MimeMail.Format, file, cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Mail {Id} is in the outbox as {Name}.")]
    private partial void LogMailWritten(Guid id, string name);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Mail {Id} could not be written into the outbox.")]
    private partial void LogNotWritten(Exception fault, Guid id);
}
