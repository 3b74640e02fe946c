using System.Net;
using System.Net.Sockets;
using ConnectNow.Grains.Mail;
using ConnectNow.Providers.Mail;
using Xunit;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>Against a mail server of our own that speaks the protocol, and misbehaves in every way that we could think of.</summary>
public sealed class SmtpMailerTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(120);

    /// <summary>For what is never answered. Under load it may pass before a server was asked: no test depends on how far it came.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    [InlineData(SmtpSecurity.None)]
    public async Task A_mail_arrives_as_it_was_sent(SmtpSecurity security)
    {
        await using var server = new SmtpServer { Certificate = _certificates.Of("127.0.0.1"), IsEncryptedFromTheBeginning = security == SmtpSecurity.Tls };
        var mail = SampleMails.New();
        string[] heardBefore = [];

        var outcome = await Send(server, mail.Attempt(handedOver: () => heardBefore = [.. server.Heard]), security: security, login: security != SmtpSecurity.None);

        Assert.IsType<MailAccepted>(outcome);
        var message = Assert.Single(server.Mails);
        Assert.Equal((mail.Subject, "Ada Lovelace", "ada@example.org"), (message.Subject, message.To.Mailboxes.Single().Name, message.To.Mailboxes.Single().Address));
        Assert.Equal(("Acme", "chat@acme.example"), (message.From.Mailboxes.Single().Name, message.From.Mailboxes.Single().Address));
        Assert.Equal((mail.Text, mail.Html), (message.TextBody!.ReplaceLineEndings("\n").TrimEnd(), message.HtmlBody!.ReplaceLineEndings("\n").TrimEnd()));
        Assert.Equal($"{mail.Id:N}@acme.example", message.MessageId);
        Assert.Contains("MAIL FROM:<chat@acme.example>", string.Join('\n', server.Heard), StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<ada@example.org>", string.Join('\n', server.Heard), StringComparison.Ordinal);
        // Written down after the login, before the envelope.
        Assert.DoesNotContain(heardBefore, line => line.Contains("MAIL", StringComparison.Ordinal));
        if (security == SmtpSecurity.None) return;
        Assert.Contains(heardBefore, line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Heard, line => line.StartsWith("(clear)", StringComparison.Ordinal) && !line.Contains("EHLO", StringComparison.Ordinal) && !line.Contains("STARTTLS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RCPT", "550 no such person ada@example.org", "550")]
    [InlineData("RCPT", "553 not like this", "553")]
    [InlineData(".", "554 we do not like it", "554")]
    [InlineData(".", "552 too much", "552")]
    public async Task What_is_wrong_with_the_mail_refuses_it_for_good(string to, string says, string why)
    {
        await using var server = new SmtpServer { Says = { [to] = says } };

        Assert.Equal(new MailRefused(why), await Send(server));
    }

    [Theory]
    [InlineData("RCPT", "450 in use", false, false)]
    [InlineData("RCPT", "451 greylisted", false, false)]
    [InlineData(".", "451 later", false, false)]
    [InlineData("RCPT", "421 too many", true, false)]
    [InlineData("GREETING", "421 busy", true, false)]
    [InlineData("MAIL", "451 later", true, false)]
    [InlineData("DATA", "421 closing", true, false)]
    [InlineData("GREETING", "554 not you", true, true)]
    [InlineData("MAIL", "550 not from there", true, true)]
    [InlineData("MAIL", "530 who are you", true, true)]
    public async Task What_passes_or_is_wrong_with_us_makes_it_wait(string to, string says, bool ofEveryMail, bool needsOperator)
    {
        await using var server = new SmtpServer { Says = { [to] = says } };

        var deferred = Assert.IsType<MailDeferred>(await Send(server));
        Assert.Equal((ofEveryMail, needsOperator, (TimeSpan?)null), (deferred.OfEveryMail, deferred.NeedsOperator, deferred.RetryAfter));
        // What an operator can put right is said in a sentence that begins with the server's number.
        Assert.StartsWith(says[..3], deferred.Why, StringComparison.Ordinal);
        Assert.Equal(to == "." ? 1 : 0, server.Mails.Count);
    }

    [Theory]
    [InlineData("GREETING", SmtpServer.Drop)]
    [InlineData("GREETING", SmtpServer.Hang)]
    [InlineData("GREETING", SmtpServer.Endless)]
    [InlineData("GREETING", "what?")]
    [InlineData("EHLO", SmtpServer.Drop)]
    [InlineData("EHLO", SmtpServer.Endless)]
    [InlineData("MAIL", SmtpServer.Drop)]
    [InlineData("RCPT", SmtpServer.Drop)]
    [InlineData("RCPT", SmtpServer.Hang)]
    public async Task A_server_that_fails_before_the_mail_itself_certainly_does_not_have_it(string to, string does)
    {
        await using var server = new SmtpServer { Says = { [to] = does } };

        var deferred = Assert.IsType<MailDeferred>(await Send(server, timeout: does == SmtpServer.Hang ? Short : Long));

        Assert.True(deferred.OfEveryMail);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("CONTENT", SmtpServer.Drop)]
    [InlineData(".", SmtpServer.Drop)]
    [InlineData(".", SmtpServer.Endless)]
    [InlineData(".", "yes?")]
    public async Task A_server_that_fails_after_the_mail_began_may_have_it(string to, string does)
    {
        await using var server = new SmtpServer { Says = { [to] = does } };

        Assert.IsType<MailUnknown>(await Send(server));
    }

    [Fact]
    public async Task A_server_that_takes_the_mail_and_never_says_so_may_have_it_and_holds_up_nobody_who_stops()
    {
        await using var server = new SmtpServer { Says = { ["."] = SmtpServer.Hang } };
        using var stopping = new CancellationTokenSource();

        var sending = Send(server, cancellationToken: stopping.Token);
        await Eventually.TrueAsync(() => Task.FromResult(server.Mails.Count == 1), "the mail arrived");
        await stopping.CancelAsync();

        Assert.IsType<MailUnknown>(await sending);
    }

    [Fact]
    public async Task A_goodbye_that_never_comes_changes_nothing()
    {
        await using var server = new SmtpServer { Says = { ["QUIT"] = SmtpServer.Drop } };

        Assert.IsType<MailAccepted>(await Send(server));
    }

    [Fact]
    public async Task A_server_that_offers_no_encryption_hears_neither_password_nor_address()
    {
        await using var server = new SmtpServer { Certificate = _certificates.Of("127.0.0.1"), OffersStartTls = false };

        var outcome = await Send(server, security: SmtpSecurity.StartTls, login: true);

        Assert.True(Assert.IsType<MailDeferred>(outcome).NeedsOperator);
        Assert.All(server.Heard, line => Assert.Matches("EHLO|QUIT", line));
    }

    [Theory]
    [InlineData("stranger"), InlineData("other name"), InlineData("out of date")]
    public async Task A_certificate_that_proves_nothing_ends_the_conversation(string flaw)
    {
        using var strangers = new Certificates();
        await using var server = new SmtpServer
        {
            IsEncryptedFromTheBeginning = true,
            Certificate = flaw switch
            {
                "stranger" => strangers.Of("127.0.0.1"),
                "other name" => _certificates.Of("127.0.0.2"),
                _ => _certificates.Of("127.0.0.1", outOfDate: true),
            },
        };

        var outcome = await Send(server, security: SmtpSecurity.Tls, login: true);

        var deferred = Assert.IsType<MailDeferred>(outcome);
        Assert.Equal((true, true), (deferred.NeedsOperator, deferred.OfEveryMail));
        Assert.Contains(
            flaw switch
            {
                "stranger" => "signed by \"CN=Authority of a test\", whom nobody here trusts: name that authority's certificate in ConnectNow:Email:Smtp:CaFile",
                "other name" => "ConnectNow:Email:Smtp:Host must be the name in it",
                _ => "it must be renewed there",
            },
            deferred.Why,
            StringComparison.Ordinal);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task Without_an_authority_of_the_tests_own_its_certificate_is_worth_nothing()
    {
        await using var server = new SmtpServer { IsEncryptedFromTheBeginning = true, Certificate = _certificates.Of("127.0.0.1") };
        var mailer = new SmtpMailer(new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.Tls, FromAddress = "chat@acme.example" }, TimeProvider.System);

        Assert.True(Assert.IsType<MailDeferred>(await mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken)).NeedsOperator);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task A_wrong_login_sends_nothing()
    {
        await using var server = new SmtpServer { Certificate = _certificates.Of("127.0.0.1"), Says = { ["AUTH"] = "535 not this password" } };

        var outcome = await Send(server, security: SmtpSecurity.StartTls, login: true);

        Assert.Equal(
            new MailDeferred("127.0.0.1 refuses the login as \"user\": 535 not this …: see ConnectNow:Email:Smtp:UserName and ConnectNow:Email:Smtp:Password") { OfEveryMail = true, NeedsOperator = true },
            outcome);
        Assert.DoesNotContain(server.Heard, line => line.Contains("MAIL", StringComparison.Ordinal));
        // Each try counts with the server, and there are two ways that it knows.
        Assert.Single(server.Heard, line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_login_that_the_server_can_not_check_now_is_tried_again_soon()
    {
        await using var server = new SmtpServer { Certificate = _certificates.Of("127.0.0.1"), Says = { ["AUTH"] = "454 no directory" } };

        Assert.Equal(new MailDeferred("454 no directory") { OfEveryMail = true }, await Send(server, security: SmtpSecurity.StartTls, login: true));
    }

    [Theory, InlineData(null, "acme.example"), InlineData("chat.acme.example", "chat.acme.example"), InlineData("192.0.2.7", "[192.0.2.7]")]
    public async Task It_calls_itself_what_people_call_it_and_never_what_its_machine_is_called(string? name, string said)
    {
        await using var server = new SmtpServer();
        var mailer = new SmtpMailer(new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, FromAddress = "chat@acme.example", OwnName = name }, TimeProvider.System);

        Assert.IsType<MailAccepted>(await mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));

        Assert.Equal([$"(clear) EHLO {said}"], server.Heard.Where(line => line.Contains("EHLO", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whether_the_server_has_letters_for_an_address_is_asked_once_and_not_known_is_yes()
    {
        await using var server = new SmtpServer();
        await using var silent = new SmtpServer { Says = { ["GREETING"] = SmtpServer.Drop } };
        var (mailer, unlucky) = (MailerTo(server), MailerTo(silent));
        var token = TestContext.Current.CancellationToken;

        Assert.True(await mailer.ReachesAsync("ada@example.org", token));
        Assert.False(await mailer.ReachesAsync("адa@example.org", token));
        Assert.False(await mailer.ReachesAsync("zoë@example.org", token));
        Assert.True(await unlucky.ReachesAsync("zoë@example.org", token));

        Assert.Single(server.Heard, line => line.Contains("EHLO", StringComparison.Ordinal));

        static SmtpMailer MailerTo(SmtpServer server) =>
            new(new() { Host = "127.0.0.1", Port = server.Port, Security = SmtpSecurity.None, FromAddress = "chat@acme.example" }, TimeProvider.System);
    }

    [Fact]
    public async Task A_mail_that_nobody_wants_any_more_is_not_handed_over()
    {
        await using var server = new SmtpServer();

        Assert.IsType<MailWithdrawn>(await Send(server, new MailAttempt(SampleMails.New(), false, () => Task.FromResult(false))));
        Assert.DoesNotContain(server.Heard, line => line.Contains("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_listens_mails_wait()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        var mailer = new SmtpMailer(new() { Host = "127.0.0.1", Port = port, Security = SmtpSecurity.None, FromAddress = "chat@acme.example" }, TimeProvider.System);

        Assert.True(Assert.IsType<MailDeferred>(await mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken)).OfEveryMail);
    }

    [Theory]
    [InlineData(""), InlineData("nobody"), InlineData("ada@example.org, eve@example.org"), InlineData("ada@example.org>\r\nRCPT TO:<eve@example.org"), InlineData("Ada <ada@example.org>")]
    public async Task What_is_not_one_plain_address_is_refused_without_a_word_to_anybody(string to)
    {
        await using var server = new SmtpServer();

        Assert.Equal(new MailRefused("address"), await Send(server, SampleMails.New(to).Attempt()));
        Assert.Empty(server.Heard);
    }

    [Fact]
    public async Task An_address_that_the_server_has_no_letters_for_is_not_sent_elsewhere()
    {
        await using var server = new SmtpServer();

        var outcome = await Send(server, SampleMails.New("адa@example.org").Attempt());

        Assert.Equal(new MailRefused("no SMTPUTF8"), outcome);
        Assert.DoesNotContain(server.Heard, line => line.Contains("MAIL", StringComparison.Ordinal));
    }

    private Task<MailOutcome> Send(
        SmtpServer server, MailAttempt? attempt = null, SmtpSecurity security = SmtpSecurity.None, bool login = false, TimeSpan? timeout = null, CancellationToken? cancellationToken = null)
    {
        var options = new SmtpMailerOptions
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Security = security,
            UserName = login ? "user" : null,
            Password = login ? "password" : null,
            FromAddress = "chat@acme.example",
            FromName = "Acme",
            Timeout = timeout ?? Long,
            Authorities = [_certificates.Authority],
        };
        return new SmtpMailer(options, TimeProvider.System)
            .SendAsync(attempt ?? SampleMails.New().Attempt(), cancellationToken ?? TestContext.Current.CancellationToken);
    }
}
