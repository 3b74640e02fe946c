using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>A mail server that does not want this one, or that this one can't trust: who is told what.</summary>
public sealed class WrongMailSettingsTests : IAsyncLifetime
{
    private Exim _exim = null!;

    public async ValueTask InitializeAsync() => _exim = await Exim.StartAsync(takesAllLetters: true);

    public ValueTask DisposeAsync() => _exim.DisposeAsync();

    [Fact]
    public async Task A_wrong_login_is_one_line_with_the_servers_words_and_nobody_knocks_on()
    {
        await using var server = await Server.StartAsync(_exim.Options(password: "not-this-secret"));
        var host = await TestHost.CreateAsync(server);
        var people = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.AddPersonAsync("Ada", MailTestHost.NewAddress())));
        using var browser = server.NewBrowser();
        (await host.JoinAsync(browser, "Ada", people[0].Email)).Expect(HttpStatusCode.OK);
        await DelayedAsync(browser, host);

        foreach (var person in people) (await browser.PostAsync($"{host.ChatPath}/users/get-token", new { email = person.Email })).Expect(HttpStatusCode.Accepted);
        var (known, unknown) = (await browser.PostAsync("/api/sign-in", new { email = people[0].Email }), await browser.PostAsync("/api/sign-in", new { email = MailTestHost.NewAddress() }));

        var line = Assert.Single(server.Errors.All);
        Assert.Contains("127.0.0.1 refuses the login as \"chat\": 535 Incorrect authentication data", line, StringComparison.Ordinal);
        Assert.Contains("ConnectNow:Email:Smtp:Password", line, StringComparison.Ordinal);
        Assert.DoesNotContain("not-this-secret", line, StringComparison.Ordinal);
        // Not one knock a mail, nor one a way to log in.
        Assert.Single(_exim.Turned);
        foreach (var reply in new[] { known, unknown })
        {
            reply.Refused(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.StartsWith("We can’t send mail at the moment", reply.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_one_line_that_names_it_and_the_setting()
    {
        await using var server = await Server.StartAsync(_exim.Options(trusted: false));
        var host = await TestHost.CreateAsync(server);
        var person = await host.AddPersonAsync("Ada", MailTestHost.NewAddress());
        using var browser = server.NewBrowser();

        (await host.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        await DelayedAsync(browser, host);

        var line = Assert.Single(server.Errors.All);
        Assert.Contains("signed by \"CN=Authority of a test\", whom nobody here trusts: name that authority's certificate in ConnectNow:Email:Smtp:CaFile", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_all_letters_gets_mails_for_all_addresses()
    {
        await using var server = await Server.StartAsync(_exim.Options());
        var host = await TestHost.CreateAsync(server);
        var email = $"zoë.{Secrets.NewId()}@example.com";
        using var browser = server.NewBrowser();

        Assert.Equal("joined", (await host.JoinAsync(browser, "Zoë", email)).Expect(HttpStatusCode.OK)["step"]);
        using var again = server.NewBrowser();
        Assert.Equal("code", (await host.JoinAsync(again, "Zoë", email)).Expect(HttpStatusCode.OK)["step"]);

        await Eventually.TrueAsync(async () => (await again.GetAsync($"{host.ChatPath}/join"))["mail"] == "sent", "the mail was sent");
    }

    private static Task DelayedAsync(Browser browser, TestHost host) =>
        Eventually.TrueAsync(async () => (await browser.GetAsync($"{host.ChatPath}/join"))["mail"] == "delayed", "the page was told");
}
