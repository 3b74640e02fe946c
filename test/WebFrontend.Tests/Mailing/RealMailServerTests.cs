using System.Net;
using ConnectNow.Accounts;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Mailing;

/// <summary>Mail all the way: asked for at a door of the running application, through its silo and a real mail server, into a mailbox.</summary>
public sealed class RealMailServerTests(MailStage stage) : IClassFixture<MailStage>
{
    private Scene Scene => stage.Scene;

    [Fact]
    public async Task A_code_for_coming_back_arrives_and_lets_the_person_in_and_the_page_says_sent_when_it_is_known()
    {
        var person = await Scene.AddPersonAsync("Ada", MailStage.NewAddress());
        using var browser = stage.Server.NewBrowser();

        var asked = (await Scene.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        Assert.Equal(("code", "sending"), (asked["step"], asked["mail"]));
        await FateAsync(browser, "sent");
        var code = await stage.Exim.CodeForAsync(person.Email);

        Assert.Equal("joined", (await browser.PostAsync($"{Scene.ChatPath}/join/code", new { code })).Expect(HttpStatusCode.OK)["step"]);
    }

    [Fact]
    public async Task A_mail_is_ascii_in_short_lines_and_comes_from_the_public_host()
    {
        var scene = await Scene.CreateAsync(stage.Server, company: $"Bäckerei {string.Concat(Enumerable.Repeat("Żółć ", 20))}");
        var person = await scene.AddPersonAsync("Ada", MailStage.NewAddress());
        await stage.Server.NewBrowser().PostAsync($"{scene.ChatPath}/users/get-token", new { email = person.Email });
        await stage.Exim.CodeForAsync(person.Email);

        var lines = await File.ReadAllLinesAsync(stage.Exim.FilesOf(person.Email).Single(), TestContext.Current.CancellationToken);

        Assert.Contains(lines, line => line.Contains("helo=chat.example.com", StringComparison.Ordinal));
        var ours = lines.SkipWhile(line => !line.StartsWith("From:", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(ours);
        Assert.All(ours, line => Assert.InRange(line.Length, 0, 76));
        Assert.All(ours, line => Assert.True(line.All(char.IsAscii), line));
    }

    [Fact]
    public async Task Codes_for_a_program_and_for_all_chats_arrive_and_are_good()
    {
        var (program, member) = (await Scene.AddPersonAsync("Bob", MailStage.NewAddress()), await Scene.AddPersonAsync("Eve", MailStage.NewAddress()));
        await stage.Server.Grains.GetGrain<IAccountGrain>(Secrets.Hash(member.Email)).Remember(member.Email, Scene.ChatId, member.Id);
        using var browser = stage.Server.NewBrowser();

        (await browser.PostAsync($"{Scene.ChatPath}/users/get-token", new { email = program.Email })).Expect(HttpStatusCode.Accepted);
        (await browser.PostAsync("/api/sign-in", new { email = member.Email })).Expect(HttpStatusCode.Accepted);
        var token = await browser.PostAsync($"{Scene.ChatPath}/users/get-token", new { email = program.Email, auth_code = await stage.Exim.CodeForAsync(program.Email) });
        var signedIn = await browser.PostAsync("/api/sign-in/code", new { code = await stage.Exim.CodeForAsync(member.Email) });

        Assert.NotEmpty(token.Expect(HttpStatusCode.OK)["token"]!);
        // The address is proven only now: whether the chat is theirs is for the person to say.
        Assert.Single(signedIn.Expect(HttpStatusCode.OK).Json["offered"]!.AsArray());
    }

    [Fact]
    public async Task Of_forty_letters_in_one_go_all_arrive_once_and_each_conversation_is_ended_as_it_should_be()
    {
        var scene = await Scene.CreateAsync(stage.Server);
        var people = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => scene.AddPersonAsync("Ada", MailStage.NewAddress("many"))));

        await Task.WhenAll(people.Select(async person =>
        {
            using var browser = stage.Server.NewBrowser();
            (await browser.PostAsync($"{scene.ChatPath}/users/get-token", new { email = person.Email })).Expect(HttpStatusCode.Accepted);
        }));

        await Eventually.TrueAsync(() => people.All(person => stage.Exim.FilesOf(person.Email).Count == 1), "all have their mail");
        await Eventually.TrueAsync(() => stage.Exim.Log.Count(line => line.Contains("closed by QUIT", StringComparison.Ordinal)) >= 40, "all conversations were ended");
        Assert.DoesNotContain(stage.Exim.Log, line => line.Contains("connection lost", StringComparison.Ordinal) && line.Contains("many", StringComparison.Ordinal));
        Assert.All(people, person => Assert.Single(stage.Exim.FilesOf(person.Email)));
        Assert.Empty(stage.Server.Errors.All);
    }

    [Fact]
    public async Task A_mailbox_that_is_busy_gets_the_mail_later_and_the_page_says_so()
    {
        var person = await Scene.AddPersonAsync("Ada", MailStage.NewAddress("later"));
        using var browser = stage.Server.NewBrowser();
        stage.Exim.PutOff(true);
        (await Scene.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);
        await FateAsync(browser, "delayed");
        Assert.Empty(stage.Exim.FilesOf(person.Email));

        stage.Exim.PutOff(false);

        await stage.Exim.CodeForAsync(person.Email);
        await FateAsync(browser, "sent");
    }

    [Fact]
    public async Task A_mailbox_that_is_not_there_is_said_to_be_so()
    {
        var person = await Scene.AddPersonAsync("Ada", MailStage.NewAddress("nobody"));
        using var browser = stage.Server.NewBrowser();

        (await Scene.JoinAsync(browser, "Ada", person.Email)).Expect(HttpStatusCode.OK);

        await FateAsync(browser, "failed");
        Assert.Empty(stage.Exim.FilesOf(person.Email));
    }

    [Fact]
    public async Task An_address_that_the_mail_server_has_no_letters_for_is_refused_wherever_it_is_given()
    {
        var email = $"zoë.{Secrets.NewId()}@example.com";
        using var browser = stage.Server.NewBrowser();
        Reply[] replies =
        [
            await Scene.JoinAsync(browser, "Zoë", email),
            await browser.PostAsync("/api/sign-in", new { email }),
            await browser.PostAsync($"{Scene.ChatPath}/users/get-token", new { email }),
            await Scene.Company().PostAsync($"{Scene.ChatPath}/users", new { name = "Zoë", surname = "Adams", email }),
        ];

        Assert.All(replies, reply =>
        {
            reply.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
            Assert.Contains("“ë”. Use another address.", reply.Json["errors"]!["email"]![0]!.ToString(), StringComparison.Ordinal);
        });
    }

    /// <summary>What the page is told when it asks again.</summary>
    private Task FateAsync(Browser browser, string mail) =>
        Eventually.TrueAsync(async () => (await browser.GetAsync($"{Scene.ChatPath}/join")).Expect(HttpStatusCode.OK)["mail"] == mail, $"the mail was {mail}");
}
