using ConnectNow.WebFrontend.Hosting;
using MimeKit;

namespace ConnectNow.WebFrontend.Outbox;

/// <summary>The mails that the embedded mode puts into a folder instead of sending them.</summary>
internal sealed class OutboxFolder(Settings settings)
{
    private const string Ending = ".eml";
    private const int Newest = 200;

    private readonly string _folder = Path.Combine(settings.DataDirectory, "outbox");

    /// <summary>The newest mails, newest first: names begin with the time.</summary>
    public async Task<IReadOnlyList<OutboxMail>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_folder)) return [];
        var names = Directory.EnumerateFiles(_folder, "*" + Ending).Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .OrderDescending(StringComparer.Ordinal).Take(Newest);
        var mails = new List<OutboxMail>();
        foreach (var name in names)
        {
            if (await FindAsync(name, cancellationToken) is { } mail) mails.Add(mail);
        }

        return mails;
    }

    /// <summary>One mail, or null. A name is a plain file name: nothing leads out of the folder.</summary>
    public async Task<OutboxMail?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') || name.StartsWith('.')) return null;
        var path = Path.Combine(_folder, name + Ending);
        if (!File.Exists(path)) return null;
        using var message = await MimeMessage.LoadAsync(path, cancellationToken);
        return new OutboxMail(name, message.Subject ?? "", message.To.ToString(), message.Date, message.TextBody ?? "", message.HtmlBody ?? "");
    }
}

/// <summary>One mail of the outbox.</summary>
internal sealed record OutboxMail(string Name, string Subject, string To, DateTimeOffset At, string Text, string Html);
