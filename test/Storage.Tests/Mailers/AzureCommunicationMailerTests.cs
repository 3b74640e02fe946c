using System.Net.Security;
using System.Security.Cryptography;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ConnectNow.Grains.Mail;
using ConnectNow.Providers.Mail;
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
        var mail = Letters.New();
        var requestsBefore = -1;

        var outcome = await Mailer(server).SendAsync(mail.Attempt(handedOver: () => requestsBefore = server.Requests.Count), TestContext.Current.CancellationToken);

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

        var outcome = await Mailer(server, options => options with { AccessKey = RandomNumberGenerator.GetBytes(64) }).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken);

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

        var outcome = await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken);

        Assert.Equal(new MailDeferred("429") { OfEveryMail = true, RetryAfter = seconds is { } given ? TimeSpan.FromSeconds(given) : null }, outcome);
        // Early repeats count against us: there was none.
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(403), InlineData(404)]
    public async Task What_is_wrong_with_us_makes_mails_wait_for_the_operator(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, null);

        Assert.True(Assert.IsType<MailDeferred>(await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken)).NeedsOperator);
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(400), InlineData(413), InlineData(422)]
    public async Task What_is_wrong_with_the_mail_refuses_it_for_good(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, null);

        Assert.Equal(new MailRefused($"{status}"), await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Theory, InlineData(500), InlineData(503), InlineData(504), InlineData(302), InlineData(206)]
    public async Task An_answer_that_says_nothing_of_the_mail_leaves_it_in_doubt(int status)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Refusal = (status, "5");

        Assert.Equal(new MailUnknown($"{status}") { RetryAfter = TimeSpan.FromSeconds(5) }, await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(1, server.Posts);
    }

    [Theory, InlineData(nameof(Sending.TakeAndDrop)), InlineData(nameof(Sending.TakeAndHang))]
    public async Task A_mail_whose_answer_was_lost_is_asked_about_and_not_sent_again(string sending)
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Sending = Enum.Parse<Sending>(sending);
        var mail = Letters.New();
        using var givingUp = new CancellationTokenSource();

        var first = Mailer(server).SendAsync(mail.Attempt(), givingUp.Token);
        await Eventually.TrueAsync(() => Task.FromResult(server.Mails.Count == 1), "the mail arrived");
        if (server.Sending == Sending.TakeAndHang) await givingUp.CancelAsync();
        Assert.IsType<MailUnknown>(await first);
        server.Sending = Sending.Take;
        var outcome = await Mailer(server).SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken);

        Assert.IsType<MailAccepted>(outcome);
        Assert.Equal((1, 1), (server.Mails.Count, server.Posts));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up()
    {
        await using var server = await WarmAsync();
        server.Sending = Sending.TakeAndHang;

        var mailer = Mailer(server, options => options with { RequestTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.IsType<MailUnknown>(await mailer.SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_mail_in_doubt_that_the_service_never_heard_of_is_sent_under_the_same_id()
    {
        await using var server = await CommunicationServer.StartAsync();
        server.Sending = Sending.Drop;
        var mail = Letters.New();

        Assert.IsType<MailUnknown>(await Mailer(server).SendAsync(mail.Attempt(), TestContext.Current.CancellationToken));
        server.Sending = Sending.Take;
        Assert.IsType<MailAccepted>(await Mailer(server).SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken));

        Assert.Equal(mail.Id, Assert.Single(server.Mails).Key);
        Assert.Equal(2, server.Posts);
    }

    [Fact]
    public async Task A_repeat_that_is_refused_for_being_one_ends_as_the_first_did()
    {
        await using var server = await CommunicationServer.StartAsync();
        var mail = Letters.New();
        await Mailer(server).SendAsync(mail.Attempt(), TestContext.Current.CancellationToken);
        server.Refusal = (400, null);

        Assert.IsType<MailAccepted>(await Mailer(server).SendAsync(mail.Attempt(), TestContext.Current.CancellationToken));
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_mail_in_doubt_stays_so_while_the_service_says_nothing_of_it()
    {
        await using var server = await CommunicationServer.StartAsync();
        var mail = Letters.New();
        await Mailer(server).SendAsync(mail.Attempt(), TestContext.Current.CancellationToken);

        foreach (var says in (string[])["429", "500", "not even JSON"])
        {
            Say(server, says);
            Assert.IsType<MailUnknown>(await Mailer(server).SendAsync(mail.Attempt(inDoubt: true), TestContext.Current.CancellationToken));
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

        Assert.Equal(new MailRefused(why), await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rubbish_and_faults_while_asking_change_nothing()
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, "500", "{", "[]", "429", "404", "{\"id\":\"x\",\"status\":\"Succeeded\"}");

        Assert.IsType<MailAccepted>(await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_is_at_it_for_ever_has_the_mail()
    {
        await using var server = await WarmAsync();
        Say(server, Running);

        Assert.IsType<MailAccepted>(await Mailer(server, options => options with { Patience = TimeSpan.FromMilliseconds(300) }).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Equal(2, server.Posts);
    }

    [Fact]
    public async Task Whoever_stops_while_asking_leaves_the_mail_in_doubt()
    {
        await using var server = await CommunicationServer.StartAsync();
        Say(server, Running);
        using var stopping = new CancellationTokenSource();

        var sending = Mailer(server).SendAsync(Letters.New().Attempt(), stopping.Token);
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

        Assert.IsType<MailAccepted>(await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_mail_that_nobody_wants_any_more_is_not_handed_over()
    {
        await using var server = await CommunicationServer.StartAsync();

        Assert.IsType<MailWithdrawn>(await Mailer(server).SendAsync(new MailAttempt(Letters.New(), false, () => Task.FromResult(false)), TestContext.Current.CancellationToken));
        Assert.Empty(server.Requests);
    }

    [Theory, InlineData(""), InlineData("nobody"), InlineData("ada@example.org, eve@example.org"), InlineData("ada@example.org\r\nBcc: eve@example.org")]
    public async Task What_is_not_one_plain_address_is_refused_without_a_word_to_anybody(string to)
    {
        await using var server = await CommunicationServer.StartAsync();

        Assert.Equal(new MailRefused("address"), await Mailer(server).SendAsync(Letters.New(to).Attempt(), TestContext.Current.CancellationToken));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task An_identity_proves_itself_with_a_token_for_the_service()
    {
        using var certificates = new Certificates();
        await using var server = await CommunicationServer.StartAsync(certificates.Of("127.0.0.1"));
        server.Bearer = "Bearer token of the identity";
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new() { TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust, RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck } } };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(certificates.Authority);
        using var transport = new HttpClientTransport(handler);
        var identity = new Identity();
        var mailer = Mailer(server, options => options with { AccessKey = null, Credential = identity, Transport = transport });

        Assert.IsType<MailAccepted>(await mailer.SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        identity.IsThere = false;
        // The token is kept; another mailer needs one of its own.
        var another = Mailer(server, options => options with { AccessKey = null, Credential = identity, Transport = transport });
        var outcome = await another.SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken);

        Assert.Equal(["https://communication.azure.com//.default"], identity.Scopes);
        Assert.Equal(new MailDeferred("identity") { OfEveryMail = true, NeedsOperator = true }, outcome);
        Assert.Equal((1, 1), (server.Mails.Count, server.Posts));
    }

    [Theory]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=AAECAw==", "https://contoso.communication.azure.com/")]
    [InlineData("AccessKey=AAECAw==; Endpoint=https://contoso.communication.azure.com", "https://contoso.communication.azure.com/")]
    [InlineData("endpoint=http://127.0.0.1:8080/;accesskey=AAECAw==", "http://127.0.0.1:8080/")]
    [InlineData("endpoint=http://contoso.communication.azure.com/;accesskey=AAECAw==", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=***", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/;accesskey=", null)]
    [InlineData("endpoint=https://contoso.communication.azure.com/", null)]
    [InlineData("accesskey=AAECAw==", null)]
    [InlineData("", null)]
    public void A_connection_string_names_the_resource_and_its_key(string text, string? endpoint)
    {
        var connection = AzureCommunicationConnection.TryParse(text);

        Assert.Equal(endpoint, connection?.Endpoint.ToString());
        if (connection is not null) Assert.Equal([0, 1, 2, 3], connection.AccessKey.ToArray());
        Assert.DoesNotContain("AAECAw", $"{connection}", StringComparison.Ordinal);
    }

    /// <summary>A server that has taken a mail: the first one of a process takes longest, and is over before one is measured by a short timeout.</summary>
    private static async Task<CommunicationServer> WarmAsync()
    {
        var server = await CommunicationServer.StartAsync();
        Assert.IsType<MailAccepted>(await Mailer(server).SendAsync(Letters.New().Attempt(), TestContext.Current.CancellationToken));
        return server;
    }

    private static void Say(CommunicationServer server, params string[] bodies)
    {
        server.Says.Clear();
        foreach (var body in bodies) server.Says.Enqueue(body);
    }

    private static AzureCommunicationMailer Mailer(CommunicationServer server, Func<AzureCommunicationMailerOptions, AzureCommunicationMailerOptions>? but = null)
    {
        var options = new AzureCommunicationMailerOptions
        {
            Endpoint = server.Endpoint,
            AccessKey = CommunicationServer.Key,
            FromAddress = "chat@acme.example",
            RequestTimeout = TimeSpan.FromSeconds(120),
            Patience = TimeSpan.FromSeconds(120),
            PollInterval = TimeSpan.FromMilliseconds(5),
        };
        return new AzureCommunicationMailer(but is null ? options : but(options), TimeProvider.System);
    }

    private sealed class Identity : TokenCredential
    {
        public bool IsThere { get; set; } = true;

        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (!IsThere) throw new CredentialUnavailableException("There is no identity here.");
            Scopes = requestContext.Scopes;
            return new AccessToken("token of the identity", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
