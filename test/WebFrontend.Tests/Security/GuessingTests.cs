using System.Diagnostics;
using System.Net;
using ConnectNow.Accounts;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>Whoever guesses is slowed; whoever is right gets in, whatever others do.</summary>
public sealed class GuessingTests(Server server)
{
    [Theory, InlineData(20), InlineData(80)]
    public async Task All_who_know_the_password_get_in_at_once_from_one_address(int people)
    {
        var host = await TestHost.CreateAsync(server);
        using var first = server.NewBrowser();

        var replies = await Task.WhenAll(Enumerable.Range(0, people).Select(_ => host.GivePasswordAsync(first)));

        Assert.All(replies, reply => reply.Expect(HttpStatusCode.OK));
    }

    [Fact]
    public async Task After_six_wrong_passwords_of_a_neighbour_the_right_one_opens()
    {
        var host = await TestHost.CreateAsync(server);
        using var neighbour = server.NewBrowser();
        using var person = server.NewNeighbourOf(neighbour);

        for (var wrong = 0; wrong < 6; wrong++) await host.GivePasswordAsync(neighbour, $"wrong guess {wrong}");

        (await host.GivePasswordAsync(person)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_many_guesses_at_once_few_are_tried_and_nothing_is_unavailable()
    {
        var host = await TestHost.CreateAsync(server);
        using var guesser = server.NewBrowser();

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(guess => host.GivePasswordAsync(guesser, $"wrong guess {guess}")));

        Assert.Equal(8, replies.Count(reply => reply.Reason == "wrong_password"));
        Assert.All(replies.Where(reply => reply.Reason != "wrong_password"), reply => reply.Refused(HttpStatusCode.TooManyRequests, "too_many_tries"));
    }

    [Fact]
    public async Task Nobody_uses_up_the_codes_of_somebody_else()
    {
        var (host, alice) = await KnownAsync();
        using var attacker = server.NewBrowser();
        using var victim = server.NewBrowser();
        for (var ask = 0; ask < 4; ask++)
        {
            await attacker.PostAsync($"{host.ChatPath}/users/get-token", new { email = alice.Email });
            await attacker.PostAsync("/api/sign-in", new { email = alice.Email });
        }

        (await victim.PostAsync("/api/sign-in", new { email = alice.Email })).Expect(HttpStatusCode.Accepted);
        Assert.Equal("code", (await host.JoinAsync(victim, "Alice", alice.Email)).Expect(HttpStatusCode.OK)["step"]);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_alike_byte_for_byte()
    {
        var (_, alice) = await KnownAsync();
        var transcripts = new List<string>();
        foreach (var email in new[] { alice.Email, $"nobody.{Secrets.NewId()}@example.com" })
        {
            using var browser = server.NewBrowser();
            var replies = new List<Reply> { await browser.PostAsync("/api/sign-in", new { email }) };
            for (var wrong = 0; wrong < 7; wrong++) replies.Add(await browser.PostAsync("/api/sign-in/code", new { code = "no" }));
            for (var more = 0; more < 4; more++) replies.Add(await browser.PostAsync("/api/sign-in", new { email }));
            transcripts.Add(string.Join('\n', replies.Select(reply => $"{reply.Code} {WithoutWait(reply)}")));
        }

        Assert.Equal(transcripts[0], transcripts[1]);

        // How long to wait is counted from when each has begun.
        static string WithoutWait(Reply reply) =>
            reply.Text.Contains("too_many_codes", StringComparison.Ordinal) ? "too_many_codes" : reply.Text;
    }

    [Fact]
    public async Task One_network_asks_for_sixty_codes_of_all_addresses_and_guesses_at_thirty()
    {
        using var first = server.NewBrowser();
        var asked = await Task.WhenAll(Enumerable.Range(0, 61).Select(async number =>
        {
            var browser = server.NewNeighbourOf(first);
            return (Browser: browser, Reply: await browser.PostAsync("/api/sign-in", new { email = $"a{number}.{Secrets.NewId()}@example.com" }));
        }));
        var tried = await Task.WhenAll(asked.Where(each => each.Reply.Status == HttpStatusCode.Accepted)
            .Select(each => each.Browser.PostAsync("/api/sign-in/code", new { code = "no" })));
        using var elsewhere = server.NewBrowser();

        Assert.Equal(60, asked.Count(each => each.Reply.Status == HttpStatusCode.Accepted));
        Assert.Equal(40, tried.Count(reply => reply.Reason == "wrong_code"));
        Assert.Equal(20, tried.Count(reply => reply.Reason == "too_many_tries"));
        (await elsewhere.PostAsync("/api/sign-in", new { email = "somebody@example.com" })).Expect(HttpStatusCode.Accepted);
        foreach (var (browser, _) in asked) browser.Dispose();
    }

    [Fact]
    public async Task A_programs_code_is_its_own_whatever_strangers_try()
    {
        var (host, alice) = await KnownAsync();
        using var program = server.NewBrowser();
        using var stranger = server.NewBrowser();
        var path = $"{host.ChatPath}/users/get-token";
        var asked = (await program.PostAsync(path, new { email = alice.Email })).Expect(HttpStatusCode.Accepted);
        var code = await server.Outbox.CodeForAsync(alice.Email);

        for (var wrong = 0; wrong < 10; wrong++)
            await stranger.PostAsync(path, new { email = alice.Email, auth_code = code == "000000" ? "000001" : "000000", request_id = wrong % 2 == 0 ? null : Secrets.NewSecret() });
        (await stranger.PostAsync(path, new { email = alice.Email, auth_code = code })).Refused(HttpStatusCode.UnprocessableEntity, "wrong_code");

        using var elsewhere = server.NewBrowser();
        (await elsewhere.PostAsync(path, new { email = alice.Email, auth_code = code, request_id = asked["request_id"] })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_program_that_knows_no_request_id_uses_the_code_from_where_it_asked()
    {
        var (host, alice) = await KnownAsync();
        using var program = server.NewBrowser();
        using var stranger = server.NewBrowser();
        var path = $"{host.ChatPath}/users/get-token";
        (await program.PostAsync(path, new { email = alice.Email })).Expect(HttpStatusCode.Accepted);
        var code = await server.Outbox.CodeForAsync(alice.Email);

        for (var wrong = 0; wrong < 5; wrong++) await stranger.PostAsync(path, new { email = alice.Email, auth_code = code == "000000" ? "000001" : "000000" });

        (await program.PostAsync(path, new { email = alice.Email, auth_code = code })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_answer_about_an_address_comes_before_its_step()
    {
        var (host, alice) = await KnownAsync();
        foreach (var email in new[] { alice.Email, $"nobody.{Secrets.NewId()}@example.com" })
        {
            using var browser = server.NewBrowser();
            foreach (var (path, body) in new (string, object)[]
            {
                ("/api/sign-in", new { email }), ("/api/sign-in/code", new { code = "no" }),
                ($"{host.ChatPath}/users/get-token", new { email }), ($"{host.ChatPath}/users/get-token", new { email, auth_code = "no" }),
            })
            {
                var began = Stopwatch.GetTimestamp();
                await browser.PostAsync(path, body);
                Assert.True(Stopwatch.GetElapsedTime(began) >= EvenPace.Step - TimeSpan.FromMilliseconds(20), path);
            }
        }
    }

    [Fact]
    public void What_takes_a_little_and_what_takes_a_write_more_end_at_the_same_step()
    {
        foreach (var taken in new[] { 0, 1, 40, 249 })
            Assert.Equal(EvenPace.Step, TimeSpan.FromMilliseconds(taken) + EvenPace.LeftOf(TimeSpan.FromMilliseconds(taken)));
    }

    /// <summary>Somebody in a chat, whose address can sign in.</summary>
    private async Task<(TestHost TestHost, Person Person)> KnownAsync()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await server.Grains.GetGrain<IAccountGrain>(Secrets.Hash(alice.Email)).Remember(alice.Email, host.ChatId, alice.Id);
        return (host, alice);
    }
}
