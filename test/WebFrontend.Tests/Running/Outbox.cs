using System.Text.RegularExpressions;
using MimeKit;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>The mails that the server has sent, read from their files as a mail program would.</summary>
internal sealed partial class Outbox(string folder)
{
    /// <summary>
    /// The code in the newest mail to an address, once it is there. <paramref name="after"/>: how many mails had come before.
    /// </summary>
    public async Task<string> CodeForAsync(string email, int after = 0)
    {
        string? code = null;
        await Eventually.TrueAsync(async () => (code = await FindCodeAsync(email, after)) is not null, $"a mail with a code came to {email}");
        return code!;
    }

    public async Task<IReadOnlyList<MimeMessage>> MailsToAsync(string email)
    {
        if (!Directory.Exists(folder)) return [];
        var mails = new List<MimeMessage>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal))
        {
            var mail = await MimeMessage.LoadAsync(file);
            if (mail.To.Mailboxes.Any(to => to.Address == email)) mails.Add(mail);
        }

        return mails;
    }

    private async Task<string?> FindCodeAsync(string email, int after)
    {
        var mails = await MailsToAsync(email);
        return mails.Count > after ? SixDigits().Match(mails[^1].TextBody!).Value : null;
    }

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
