using System.Security.Cryptography;
using Azure.Core;
using ConnectNow.Grains.Mail;
using Xunit;

namespace ConnectNow.Storage.Tests.Mailers;

/// <summary>Against a server of our own that speaks the API, checks what it is sent, and misbehaves.</summary>
public sealed class AzureCommunicationMailerTests
{
    private const string Running = "{\"id\":\"x\",\"status\":\"Running\"}";

    [Fact]
    public async Task A_mail_is_signed_sent_under_its_own_id_and_followed_to_its_end()
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, Running, "{\"id\":\"x\",\"status\":\"NotStarted\"}", "{\"id\":\"x\",\"status\":\"Succeeded\"}");
        var mail = SampleMails.New();
        var requestsBefore = -1;

        var outcome = await server.NewMailer()
            .SendAsync(mail.Attempt(handedOver: () => requestsBefore = server.Requests.Count), TestContext.Current.CancellationToken);

        Assert.IsType<MailAccepted>(outcome);
        var sent = Assert.Single(server.Mails);
        Assert.Equal((mail.Id, "chat@acme.example"), (sent.Key, sent.Value.GetProperty("senderAddress").GetString()));
        var to = Assert.Single(sent.Value.GetProperty("recipients").GetProperty("to").EnumerateArray());
        Assert.Equal(("ada@example.org", "Ada Lovelace"), (to.GetProperty("address").GetString(), to.GetProperty("displayName").GetString()));
        var content = sent.Value.GetProperty("content");
        Assert.Equal((mail.Subject, mail.Text, mail.Html), (content.GetProperty("subject").GetString(), content.GetProperty("plainText").GetString(), content.GetProperty("html").GetString()));
        Assert.True(sent.Value.GetProperty("userEngagementTrackingDisabled").GetBoolean());
        Assert.Equal(["POST /emails:send", .. Enumerable.Repeat($"GET /emails/operations/{mail.Id}", 3)], server.Requests);
        Assert.Equal(0, requestsBefore);
    }

    [Fact]
    public async Task A_wrong_key_makes_mails_wait_for_the_operator()
    {
        await using var server = await CommunicationServer.StartAsync();

        var outcome = await server.NewMailer(options => options with { AccessKey = RandomNumberGenerator.GetBytes(64) })
            .SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken);

        Assert.Equal(new MailDeferred("401") { OfEveryMail = true, NeedsOperator = true }, outcome);
        Assert.Equal((0, 1), (server.Mails.Count, server.Posts));
    }

    [Theory]
    [InlineData(429, "37", 37)]
    [InlineData(429, null, null)]
    [InlineData(429, "soon", null)]
    [InlineData(429, "99999999999999999999", null)]
    public async Task A_busy_service_is_left_alone_for_as_long_as_it_asks(int status, string? retryAfter, int? seconds)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, retryAfter);

        var outcome = await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken);

        Assert.Equal(new MailDeferred("429") { OfEveryMail = true, RetryAfter = seconds is { } given ? TimeSpan.FromSeconds(given) : null }, outcome);
        // Early repeats count against us: there was none.
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(403), InlineData(404)]
    public async Task What_is_wrong_with_us_makes_mails_wait_for_the_operator(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, null);

        Assert.True(Assert.IsType<MailDeferred>(await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken)).NeedsOperator);
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(400), InlineData(413), InlineData(422)]
    public async Task What_is_wrong_with_the_mail_refuses_it_for_good(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, null);

        Assert.Equal(new MailRefused($"{status}"), await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(500), InlineData(503), InlineData(504), InlineData(302), InlineData(206)]
    public async Task An_answer_that_says_nothing_of_the_mail_leaves_it_in_doubt(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, "5");

        Assert.Equal(new MailUnknown($"{status}") { RetryAfter = TimeSpan.FromSeconds(5) }, await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(nameof(Sending.TakeAndDrop)), InlineData(nameof(Sending.TakeAndHang))]
    public async Task A_mail_whose_answer_was_lost_is_asked_about_and_not_sent_again(string sending)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Sending = Enum.Parse<Sending>(sending);
        var mail = SampleMails.New();
        using var givingUp = new CancellationTokenSource();

        var first = server.NewMailer().SendAsync(mail.Attempt(), givingUp.Token);
        await Eventually.TrueAsync(() => Task.FromResult(server.Mails.Count == 1), "the mail arrived");
        if (server.Sending == Sending.TakeAndHang) await givingUp.CancelAsync();
        Assert.IsType<MailUnknown>(await first);
        server.Sending = Sending.Take;
        var outcome = await server.NewMailer().SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken);

        Assert.IsType<MailAccepted>(outcome);
        Assert.Equal((1, 1), (server.Mails.Count, server.Posts));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up()
    {
        await using var server = await WarmAsync();
        server.Sending = Sending.TakeAndHang;

        var mailer = server.NewMailer(options => options with { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.IsType<MailUnknown>(await mailer.SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_mail_in_doubt_that_the_service_never_heard_of_is_sent_under_the_same_id()
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Sending = Sending.Drop;
        var mail = SampleMails.New();

        Assert.IsType<MailUnknown>(await server.NewMailer().SendAsync(mail.Attempt(), TestContext.Current.CancellationToken));
        server.Sending = Sending.Take;
        Assert.IsType<MailAccepted>(await server.NewMailer().SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken));

        Assert.Equal(mail.Id, Assert.Single(server.Mails).Key);
        Assert.Equal(2, server.Posts);
    }

    [Fact]
    public async Task A_repeat_that_is_refused_for_being_one_ends_as_the_first_did()
    {
        await using var server = await CommunicationServer.StartAsync();
        var mail = SampleMails.New();
        await server.NewMailer().SendAsync(mail.Attempt(), TestContext.Current.CancellationToken);
        server.Refusal = (400, null);

        Assert.IsType<MailAccepted>(await server.NewMailer().SendAsync(mail.Attempt(), TestContext.Current.CancellationToken));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_mail_in_doubt_stays_so_while_the_service_says_nothing_of_it()
    {
        await using var server = await CommunicationServer.StartAsync();
        var mail = SampleMails.New();
        await server.NewMailer().SendAsync(mail.Attempt(), TestContext.Current.CancellationToken);

        foreach (var says in (string[])["429", "500", "not even JSON"])
        {
            Say(server, says);
            Assert.IsType<MailUnknown>(await server.NewMailer().SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken));
        }

        Assert.Equal(1, server.Posts);
    }

    [Theory]
    [InlineData("{\"id\":\"x\",\"status\":\"Failed\",\"error\":{\"code\":\"EmailDropped\",\"message\":\"ada@example.org is not there\"}}", "EmailDropped")]
    [InlineData("{\"id\":\"x\",\"status\":\"Failed\",\"error\":{\"code\":\"ada@example.org\"}}", "Failed")]
    [InlineData("{\"id\":\"x\",\"status\":\"Failed\",\"error\":null}", "Failed")]
    [InlineData("{\"id\":\"x\",\"status\":\"Canceled\"}", "Canceled")]
    public async Task A_mail_that_the_service_gave_up_is_refused_and_no_address_is_repeated(string says, string why)
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, Running, says);

        Assert.Equal(new MailRefused(why), await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rubbish_and_faults_while_asking_change_nothing()
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, "500", "{", "[]", "429", "404", "{\"id\":\"x\",\"status\":\"Succeeded\"}");

        Assert.IsType<MailAccepted>(await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_is_at_it_for_ever_has_the_mail()
    {
        await using var server = await WarmAsync();
        Say(server, Running);

        Assert.IsType<MailAccepted>(await server.NewMailer(options => options with { Timeout = TimeSpan.FromMilliseconds(300) }).SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(2, server.Posts);
    }

    [Fact]
    public async Task Whoever_stops_while_asking_leaves_the_mail_in_doubt()
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, Running);
        using var stopping = new CancellationTokenSource();

        var sending = server.NewMailer().SendAsync(SampleMails.New().Attempt(), stopping.Token);
        await Eventually.TrueAsync(() => Task.FromResult(server.Requests.Count > 1), "it asks");
        await stopping.CancelAsync();

        Assert.IsType<MailUnknown>(await sending);
    }

    [Fact]
    public async Task Nobody_but_the_service_is_asked_what_became_of_a_mail()
    {
        await using var server = await CommunicationServer.StartAsync();
        await using var other = await CommunicationServer.StartAsync();
        server.Location = $"{other.Endpoint}emails/operations/1";

        Assert.IsType<MailAccepted>(await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_mail_that_nobody_wants_any_more_is_not_handed_over()
    {
        await using var server = await CommunicationServer.StartAsync();

        Assert.IsType<MailWithdrawn>(await server.NewMailer().SendAsync(new MailAttempt(SampleMails.New(), false, () => Task.FromResult(false)), TestContext.Current.CancellationToken));
        Assert.Empty(server.Requests);
    }

    [Theory, InlineData(""), InlineData("nobody"), InlineData("ada@example.org, eve@example.org"), InlineData("ada@example.org\r\nBcc: eve@example.org")]
    public async Task What_is_not_one_plain_address_is_refused_without_a_word_to_anybody(string to)
    {
        await using var server = await CommunicationServer.StartAsync();

        Assert.Equal(new MailRefused("address"), await server.NewMailer().SendAsync(SampleMails.New(to).Attempt(), TestContext.Current.CancellationToken));
        Assert.Empty(server.Requests);
    }

    /// <summary>
    /// A server that has taken a mail: the first one of a process takes longest, and is over before one is measured by a short timeout.
    /// </summary>
    private static async Task<CommunicationServer> WarmAsync()
    {
        var server = await CommunicationServer.StartAsync();
        Assert.IsType<MailAccepted>(await server.NewMailer().SendAsync(SampleMails.New().Attempt(), TestContext.Current.CancellationToken));
        return server;
    }

    private static void Say(CommunicationServer server, params string[] bodies)
    {
        server.Says.Clear();
        foreach (var body in bodies) server.Says.Enqueue(body);
    }
}
