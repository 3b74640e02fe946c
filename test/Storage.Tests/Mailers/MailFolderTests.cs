using ConnectNow.Grains.Mail;
using ConnectNow.Providers.Mail;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace ConnectNow.Storage.Tests.Mailers;

public sealed class MailFolderTests : IDisposable
{
    private static readonly Mail Code = SampleMails.New();

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_mail_reads_back_as_it_was_sent()
    {
        await Mailer().SendAsync(Code.Attempt(), TestContext.Current.CancellationToken);

        var message = MimeMessage.Load(Assert.Single(Files()), TestContext.Current.CancellationToken);
        Assert.Equal(Code.Subject, message.Subject);
        Assert.Equal(("Ada Lovelace", "ada@example.org"), Only(message.To));
        Assert.Equal(("ConnectNow Chat", "no-reply@connectnow.invalid"), Only(message.From));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), message.Date.ToUnixTimeSeconds());
        Assert.EndsWith("@connectnow.invalid", message.MessageId, StringComparison.Ordinal);
        Assert.Equal(Code.Text, message.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(Code.Html, message.HtmlBody!.ReplaceLineEndings("\n"));
        var alternatives = Assert.IsType<MultipartAlternative>(message.Body);
        Assert.Equal(["text/plain", "text/html"], alternatives.Select(part => part.ContentType.MimeType));
    }

    [Theory]
    [InlineData("Zoë, Żółć und Übermut – viele Wörter in einer langen Zeile, die keine achtzig Zeichen mehr fasst")]
    [InlineData("田中さん、こんにちは。この行は長く、空白がありません。この行は長く、空白がありません。この行は長く、空白がありません。")]
    [InlineData("Only ASCII, but in one line that is so much longer than any mail program likes to show or any server to carry")]
    public async Task Every_line_is_ascii_and_short_and_every_part_says_how_it_is_encoded(string text)
    {
        await Mailer().SendAsync((Code with { Text = text, Html = $"<p>{text}</p>" }).Attempt(), TestContext.Current.CancellationToken);

        var lines = await File.ReadAllLinesAsync(Assert.Single(Files()), TestContext.Current.CancellationToken);
        Assert.All(lines, line => Assert.True(line.Length <= 76 && line.All(char.IsAscii), line));
        var message = MimeMessage.Load(Assert.Single(Files()), TestContext.Current.CancellationToken);
        Assert.All(message.BodyParts, part => Assert.Contains("Content-Transfer-Encoding", part.Headers.Select(header => header.Field)));
        Assert.Equal((text, $"<p>{text}</p>"), (message.TextBody, message.HtmlBody));
    }

    [Fact]
    public async Task File_names_tell_the_time_and_never_meet()
    {
        var mailer = Mailer();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken)));

        var names = Files().Select(Path.GetFileName).ToArray();
        Assert.Equal(50, names.Length);
        Assert.All(names, name => Assert.Matches("^20260304T050607\\.089Z-[0-9a-f]{12}\\.eml$", name));
        Assert.Equal(50, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task The_same_mail_again_is_one_file()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.IsType<MailAccepted>(await Mailer().SendAsync(Code.Attempt(inDoubt: attempt > 0), TestContext.Current.CancellationToken));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Single(Files());
        Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Only_the_owner_may_read_a_mail()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        await Mailer().SendAsync(Code.Attempt(), TestContext.Current.CancellationToken);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Files())));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        }
    }

    [Theory]
    [InlineData("\r\nBcc: eve@example.org\r\n")]
    [InlineData("\nBcc: eve@example.org")]
    [InlineData("\rBcc: eve@example.org")]
    [InlineData("\r\n\r\n<script>alert(1)</script>")]
    [InlineData("\u2028Bcc: eve@example.org")]
    [InlineData("\u0085Bcc: eve@example.org")]
    [InlineData("\0Bcc: eve@example.org")]
    [InlineData("\" <eve@example.org>, \"")]
    [InlineData("=?utf-8?q?=0D=0ABcc:_eve@example.org?=")]
    public async Task Nothing_in_a_name_or_subject_leaves_its_header(string attempt)
    {
        await SendAndCheckAsync(Code with { ToName = $"Ada{attempt}Lovelace", Subject = $"Hello{attempt}you" });
    }

    [Fact]
    public async Task Nothing_generated_leaves_its_header_either()
    {
        var pieces = Gen.OneOf("\r\n", "\n", "\r", ":", "Bcc", "To", " ", "\t", "<", ">", ",", ";", "\"", "\\", "(", ")", "@", "=?utf-8?b?", "?=",
            "a", "\0", "\u2028", "🙂", "é", "x@example.org");
        var texts = pieces.Array[0, 12].Select(string.Concat);
        await texts.Select(texts)
            .SampleAsync((name, subject) => SendAndCheckAsync(Code with { ToName = name, Subject = subject }), iter: 300);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("ada@example.org, eve@example.org")]
    [InlineData("ada@example.org\r\nBcc: eve@example.org")]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org\0")]
    public async Task What_is_not_one_plain_address_is_refused_and_leaves_no_file(string to)
    {
        Assert.Equal(new MailRefused("address"), await Mailer().SendAsync((Code with { To = to }).Attempt(), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Folder) && Directory.GetFiles(Folder).Length > 0);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_makes_mails_wait_for_the_operator()
    {
        await File.WriteAllTextAsync(Folder, "a file where the folder should be", TestContext.Current.CancellationToken);
        var outcome = Assert.IsType<MailDeferred>(await Mailer().SendAsync(Code.Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal((true, true), (outcome.NeedsOperator, outcome.OfEveryMail));
    }

    [Fact]
    public async Task A_mail_given_up_half_way_leaves_no_file()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        Assert.IsType<MailDeferred>(await Mailer().SendAsync(Code.Attempt(), given.Token));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task It_is_registered_as_the_mailer()
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddOutboxMailer(new() { DataDirectory = _directory.Path, FromName = "Acme", FromAddress = "chat@acme.example" }).BuildServiceProvider();
        await services.GetRequiredService<IMailer>().SendAsync(Code.Attempt(), TestContext.Current.CancellationToken);

        var message = MimeMessage.Load(Assert.Single(Files()), TestContext.Current.CancellationToken);
        Assert.Equal(("Acme", "chat@acme.example"), Only(message.From));
    }

    private string Folder => Path.Combine(_directory.Path, "outbox");

    private static (string? Name, string Address) Only(InternetAddressList list)
    {
        var mailbox = Assert.IsType<MailboxAddress>(Assert.Single(list));
        return (mailbox.Name, mailbox.Address);
    }

    private MailFolder Mailer() => new(new() { DataDirectory = _directory.Path }, _time, NullLogger<MailFolder>.Instance);

    private string[] Files() => Directory.GetFiles(Folder, "*.eml");

    /// <summary>
    /// Sends into a folder of its own; whatever the texts were, the mail has one recipient, the usual headers and its own bodies.
    /// </summary>
    private async Task SendAndCheckAsync(Mail mail)
    {
        using var own = new TemporaryDirectory();
        var options = new MailFolderOptions { DataDirectory = own.Path };
        await new MailFolder(options, _time, NullLogger<MailFolder>.Instance).SendAsync(mail.Attempt());

        var message = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(options.Folder, "*.eml")));
        Assert.Equal(mail.To, Only(message.To).Address);
        Assert.Equal(["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"],
            message.Headers.Select(header => header.Field).Concat(message.Body!.Headers.Select(header => header.Field)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(mail.Text, message.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(mail.Html, message.HtmlBody!.ReplaceLineEndings("\n"));
    }
}
