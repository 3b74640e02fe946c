using System.Net;
using ConnectNow.Accounts;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>
/// Mail all the way: asked for at a door of the running application, through its silo and a real mail server, into a mailbox.
/// </summary>
public sealed class RealMailServerTests(MailTestHost fixture) : IClassFixture<MailTestHost>
{
    private TestHost TestHost => fixture.TestHost;

    [Fact]
    public async Task A_code_for_coming_back_arrives_and_lets_the_person_in_and_the_page_says_sent_when_it_is_known()
    {
        var person = await TestHost.AddPersonAsync("Ada", MailTestHost.NewAddress());
        using var browser = fixture.Server.NewBrowser();

        var asked = (await TestHost.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        Assert.Equal(("code", "sending"), (asked["step"], asked["mail"]));
        await FateAsync(browser, "sent");
        var code = await fixture.Exim.CodeForAsync(person.Email);

        Assert.Equal("joined", (await browser.PostAsync($"{TestHost.ChatPath}/join/code", new { code })).Expect(HttpStatusCode.OK)["step"]);
    }

    [Fact]
    public async Task A_mail_is_ascii_in_short_lines_and_comes_from_the_public_host()
    {
        var host = await TestHost.CreateAsync(fixture.Server, company: $"Bäckerei {string.Concat(Enumerable.Repeat("Żółć ", 20))}");
        var person = await host.AddPersonAsync("Ada", MailTestHost.NewAddress());
        await fixture.Server.NewBrowser().PostAsync($"{host.ChatPath}/users/get-token", new { email = person.Email });
        await fixture.Exim.CodeForAsync(person.Email);

        var lines = await File.ReadAllLinesAsync(fixture.Exim.FilesOf(person.Email).Single(), TestContext.Current.CancellationToken);

        Assert.Contains(lines, line => line.Contains("helo=chat.example.com", StringComparison.Ordinal));
        var ours = lines.SkipWhile(line => !line.StartsWith("From:", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(ours);
        Assert.All(ours, line => Assert.InRange(line.Length, 0, 76));
        Assert.All(ours, line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public async Task Codes_for_a_program_and_for_all_chats_arrive_and_are_good()
    {
        var (program, member) = (await TestHost.AddPersonAsync("Bob", MailTestHost.NewAddress()), await TestHost.AddPersonAsync("Eve", MailTestHost.NewAddress()));
        await fixture.Server.Grains.GetGrain<IAccountGrain>(Secrets.Hash(member.Email)).Remember(member.Email, TestHost.ChatId, member.Id);
        using var browser = fixture.Server.NewBrowser();

        (await browser.PostAsync($"{TestHost.ChatPath}/users/get-token", new { email = program.Email })).Expect(HttpStatusCode.Accepted);
        (await browser.PostAsync("/api/sign-in", new { email = member.Email })).Expect(HttpStatusCode.Accepted);
        var token = await browser.PostAsync($"{TestHost.ChatPath}/users/get-token", new { email = program.Email, auth_code = await fixture.Exim.CodeForAsync(program.Email) });
        var signedIn = await browser.PostAsync("/api/sign-in/code", new { code = await fixture.Exim.CodeForAsync(member.Email) });

        Assert.NotEmpty(token.Expect(HttpStatusCode.OK)["token"]!);
        // The address is proven only now: whether the chat is theirs is for the person to say.
        Assert.Single(signedIn.Expect(HttpStatusCode.OK).Json["offered"]!.AsArray());
    }

    [Fact]
    public async Task Of_forty_mails_in_one_go_all_arrive_once_and_each_conversation_is_ended_as_it_should_be()
    {
        var host = await TestHost.CreateAsync(fixture.Server);
        var people = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.AddPersonAsync("Ada", MailTestHost.NewAddress("many"))));

        await Task.WhenAll(people.Select(async person =>
        {
            using var browser = fixture.Server.NewBrowser();
            (await browser.PostAsync($"{host.ChatPath}/users/get-token", new { email = person.Email })).Expect(HttpStatusCode.Accepted);
        }));

        await Eventually.TrueAsync(() => people.All(person => fixture.Exim.FilesOf(person.Email).Count == 1), "all have their mail");
        await Eventually.TrueAsync(() => fixture.Exim.Log.Count(line => line.Contains("closed by QUIT", StringComparison.Ordinal)) >= 40, "all conversations were ended");
        Assert.DoesNotContain(fixture.Exim.Log, line => line.Contains("connection lost", StringComparison.Ordinal) && line.Contains("many", StringComparison.Ordinal));
        Assert.All(people, person => Assert.Single(fixture.Exim.FilesOf(person.Email)));
        Assert.Empty(fixture.Server.Errors.All);
    }

    [Fact]
    public async Task A_mailbox_that_is_busy_gets_the_mail_later_and_the_page_says_so()
    {
        var person = await TestHost.AddPersonAsync("Ada", MailTestHost.NewAddress("later"));
        using var browser = fixture.Server.NewBrowser();
        fixture.Exim.PutOff(true);
        (await TestHost.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        await FateAsync(browser, "delayed");
        Assert.Empty(fixture.Exim.FilesOf(person.Email));

        fixture.Exim.PutOff(false);

        await fixture.Exim.CodeForAsync(person.Email);
        await FateAsync(browser, "sent");
    }

    [Fact]
    public async Task A_mailbox_that_is_not_there_is_said_to_be_so()
    {
        var person = await TestHost.AddPersonAsync("Ada", MailTestHost.NewAddress("nobody"));
        using var browser = fixture.Server.NewBrowser();

        (await TestHost.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);

        await FateAsync(browser, "failed");
        Assert.Empty(fixture.Exim.FilesOf(person.Email));
    }

    [Fact]
    public async Task An_address_that_the_mail_server_has_no_letters_for_is_refused_wherever_it_is_given()
    {
        var email = $"zoë.{Secrets.NewId()}@example.com";
        using var browser = fixture.Server.NewBrowser();
        Reply[] replies =
        [
            await TestHost.JoinAsync(browser, "Zoë", email),
            await browser.PostAsync("/api/sign-in", new { email }),
            await browser.PostAsync($"{TestHost.ChatPath}/users/get-token", new { email }),
            await TestHost.Company().PostAsync($"{TestHost.ChatPath}/users", new { name = "Zoë", surname = "Adams", email }),
        ];

        Assert.All(replies, reply =>
        {
            reply.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
            Assert.Contains("“ë”. Use another address.", reply.Json["errors"]!["email"]![0]!.ToString(), StringComparison.Ordinal);
        });
    }

    /// <summary>What the page is told when it asks again.</summary>
    private Task FateAsync(Browser browser, string mail) =>
        Eventually.TrueAsync(async () => (await browser.GetAsync($"{TestHost.ChatPath}/join")).Expect(HttpStatusCode.OK)["mail"] == mail, $"the mail was {mail}");
}
