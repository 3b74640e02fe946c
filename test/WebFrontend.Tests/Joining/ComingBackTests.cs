using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Joining;

public sealed class ComingBackTests(Server server)
{
    [Fact]
    public async Task Who_left_comes_back_by_the_mailed_code_as_the_same_participant()
    {
        var host = await TestHost.CreateAsync(server);
        var email = $"alice.{Secrets.NewId()}@example.com";
        using var browser = server.NewBrowser();
        var first = await host.JoinAsync(browser, "Alice", email);
        (await browser.DeleteAsync($"{host.ChatPath}/users/{first["participant_id"]}")).Expect(HttpStatusCode.NoContent);

        var asked = (await host.JoinAsync(browser, "Alice", email.ToUpperInvariant())).Expect(HttpStatusCode.OK);
        var joined = await browser.PostAsync($"{host.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email) });

        Assert.Equal(("code", $"a…@example.com"), (asked["step"], asked["sent_to"]));
        Assert.NotNull(asked["resend_at"]);
        // By nobody's clock.
        Assert.InRange(int.Parse(asked["resend_in"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 30);
        Assert.Null(browser.Cookie($"cn-join-{host.ChatId}"));
        Assert.Equal(("joined", first["participant_id"]), (joined.Expect(HttpStatusCode.OK)["step"], joined["participant_id"]));
        var person = (await browser.GetAsync($"{host.ChatPath}/users/{first["participant_id"]}")).Json;
        Assert.Equal(["joined", "left", "rejoined"], person["history"]!.AsArray().Select(change => change!["kind"]!.ToString()));
        Assert.True((bool)person["verified"]!);
    }

    [Fact]
    public async Task Another_device_needs_the_code_before_it_speaks_as_somebody_who_is_in()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var device = server.NewBrowser();

        Assert.Equal("code", (await host.JoinAsync(device, "Mallory", alice.Email))["step"]);
        (await device.GetAsync($"{host.ChatPath}/users")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        var joined = await device.PostAsync($"{host.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(alice.Email) });

        Assert.Equal(alice.Id, joined["participant_id"]);
    }

    [Fact]
    public async Task A_wrong_code_says_how_many_tries_are_left_and_five_end_it()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var device = server.NewBrowser();
        await host.JoinAsync(device, "Alice", alice.Email);
        var code = await server.Outbox.CodeForAsync(alice.Email);
        var wrong = code == "000000" ? "000001" : "000000";

        for (var left = 4; left >= 1; left--)
            Assert.Equal($"{left}", (await GiveAsync(wrong)).Refused(HttpStatusCode.UnprocessableEntity, "wrong_code")["tries_left"]);
        (await GiveAsync(wrong)).Refused(HttpStatusCode.UnprocessableEntity, "code_expired");
        (await GiveAsync(code)).Refused(HttpStatusCode.UnprocessableEntity, "code_expired");

        Task<Reply> GiveAsync(string typed) => device.PostAsync($"{host.ChatPath}/join/code", new { code = typed });
    }

    [Theory, InlineData(""), InlineData("abcdef"), InlineData("１２３４５６"), InlineData("0000000000000000000000000000")]
    public async Task What_is_no_code_is_a_wrong_code(string typed)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var device = server.NewBrowser();
        await host.JoinAsync(device, "Alice", alice.Email);

        (await device.PostAsync($"{host.ChatPath}/join/code", new { code = typed })).Refused(HttpStatusCode.UnprocessableEntity, "wrong_code");
    }

    [Fact]
    public async Task Going_back_shows_what_was_typed_and_takes_another_address()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var device = server.NewBrowser();
        await host.JoinAsync(device, "Alicia", alice.Email);

        var back = await device.PostAsync($"{host.ChatPath}/join/back");

        Assert.Equal(("who", "Alicia", alice.Email), (back["step"], back.Json["person"]!["name"]!.ToString(), back.Json["person"]!["email"]!.ToString()));
        var joined = await device.PostAsync($"{host.ChatPath}/join/who", new { name = "Bob", surname = "Brown", email = $"bob.{Secrets.NewId()}@example.com" });
        Assert.Equal("joined", joined["step"]);
    }

    [Fact]
    public async Task A_new_code_can_be_asked_for_only_after_a_pause()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var device = server.NewBrowser();
        await host.JoinAsync(device, "Alice", alice.Email);

        var refused = (await device.PostAsync($"{host.ChatPath}/join/code/new")).Refused(HttpStatusCode.TooManyRequests, "too_many_codes");

        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 30);
    }

    [Fact]
    public async Task Codes_are_mailed_to_one_network_three_times_in_fifteen_minutes_and_no_more()
    {
        using var first = server.NewBrowser();
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var answers = new List<Reply>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            using var device = server.NewNeighbourOf(first);
            answers.Add(await host.JoinAsync(device, "Alice", alice.Email));
        }

        Assert.All(answers.Take(3), answer => Assert.Equal("code", answer["step"]));
        answers[3].Refused(HttpStatusCode.TooManyRequests, "too_many_codes");
        Assert.Contains("minutes", answers[3].Detail, StringComparison.Ordinal);
        // Mails are written after the answer to who asked for them.
        await Eventually.TrueAsync(async () => (await server.Outbox.MailsToAsync(alice.Email)).Count >= 3, "three letters came");
        Assert.Equal(3, (await server.Outbox.MailsToAsync(alice.Email)).Count);
    }

    [Fact]
    public async Task A_participant_who_comes_back_needs_a_free_place_too()
    {
        var host = await TestHost.CreateAsync(server, plan: "pair");
        var alice = await host.AddPersonAsync("Alice");
        await alice.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}");
        await host.AddPersonAsync("Bob");
        await host.AddPersonAsync("Carol");
        using var browser = server.NewBrowser();

        (await host.JoinAsync(browser, "Alice", alice.Email)).Refused(HttpStatusCode.Conflict, "chat_full");
    }

    [Fact]
    public async Task Whom_the_company_removed_only_the_company_lets_back_in()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        (await host.Company().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);
        using var browser = server.NewBrowser();

        Assert.Contains("removed", (await host.JoinAsync(browser, "Alice", alice.Email)).Refused(HttpStatusCode.Forbidden, "not_allowed").Detail, StringComparison.Ordinal);
        (await host.Company().PostAsync($"{host.ChatPath}/users", new { name = "Alice", surname = "Adams", email = alice.Email })).Expect(HttpStatusCode.Created);
        Assert.Equal("code", (await host.JoinAsync(browser, "Alice", alice.Email))["step"]);
    }
}
