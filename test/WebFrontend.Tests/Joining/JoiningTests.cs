using System.Net;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Joining;

public sealed class JoiningTests(Server server)
{
    private static string NewEmail(string name = "alice") => $"{name}.{Secrets.NewId()}@example.com";

    [Fact]
    public async Task Password_then_who_and_a_new_address_is_in()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        var beginning = await browser.GetAsync($"{host.ChatPath}/join");
        var who = await host.GivePasswordAsync(browser);
        var joined = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = " Alice ", surname = "Adams", email = NewEmail() });

        Assert.Equal(("password", null), (beginning["step"], beginning["chat"]));
        Assert.Equal(("who", "Kitchen refit", "Northwind"), (who["step"], who.Json["chat"]!["name"]!.ToString(), who.Json["chat"]!["company"]!.ToString()));
        Assert.Equal("joined", joined.Expect(HttpStatusCode.OK)["step"]);
        Assert.True(Secrets.IsId(joined["participant_id"]));
        Assert.DoesNotContain("secret", joined.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Alice", (await browser.GetAsync($"{host.ChatPath}/users/{joined["participant_id"]}"))["name"]);
    }

    [Fact]
    public async Task A_password_is_right_in_its_other_spelling_and_with_what_was_copied_along_and_costs_no_try()
    {
        var host = await TestHost.CreateAsync(server);
        (await host.Company().PutAsync(host.ChatPath, new { password = "Gru\u0308ne Ku\u0308che" })).Expect(HttpStatusCode.OK);
        using var browser = server.NewBrowser();

        foreach (var typed in new[] { "Gr\u00fcne K\u00fcche", "Gr\u00fcne K\u00fcche ", "\tGr\u00fcne K\u00fcche\u200b", "Gru\u0308ne Ku\u0308che." })
            Assert.Equal("who", (await host.GivePasswordAsync(browser, typed)).Expect(HttpStatusCode.OK)["step"]);

        (await host.GivePasswordAsync(browser, " \u200b")).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal("4", (await host.GivePasswordAsync(browser, "Gr\u00fcne K\u00fcchen"))["tries_left"]);
    }

    [Fact]
    public async Task Whoever_leaves_all_three_fields_empty_is_told_of_all_three_at_once()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        await host.GivePasswordAsync(browser);

        var empty = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = " ", surname = "", email = "" });
        var half = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "Alice", surname = "", email = "alice at example" });

        empty.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal(
            ["Your name is missing.", "Your surname is missing.", "Your email address is missing."],
            empty.Json["errors"]!.AsObject().Select(error => error.Value![0]!.ToString()));
        Assert.Equal(["surname", "email"], half.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task An_empty_password_is_told_apart_from_a_wrong_one_and_costs_no_try()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        var empty = await host.GivePasswordAsync(browser, "");
        var wrong = await host.GivePasswordAsync(browser, "not this one");

        empty.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal("Type in the password.", empty.Json["detail"]!.ToString());
        Assert.Equal("4", wrong["tries_left"]);
    }

    [Fact]
    public async Task A_device_that_has_joined_stays_joined()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        var joined = await host.JoinAsync(browser, "Alice", NewEmail());

        var again = await browser.GetAsync($"{host.ChatPath}/join");

        Assert.Equal(("joined", joined["participant_id"]), (again["step"], again["participant_id"]));
    }

    [Fact]
    public async Task A_reloaded_page_stands_where_it_stood()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        await host.GivePasswordAsync(browser);

        Assert.Equal("who", (await browser.GetAsync($"{host.ChatPath}/join"))["step"]);
    }

    [Fact]
    public async Task The_cookies_are_out_of_reach_of_scripts_and_other_sites()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        var password = await host.GivePasswordAsync(browser);
        var joined = await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "Alice", surname = "Adams", email = NewEmail() });

        Assert.Matches($"^cn-join-{host.ChatId}=[0-9a-z]{{32}}; max-age=3600; path=/api/chats/{host.ChatId}/join; samesite=strict; httponly$", password.Headers["Set-Cookie"]);
        Assert.Contains($"cn-{host.ChatId}=cnu_{host.ChatId}_{joined["participant_id"]}_", joined.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Contains("max-age=34560000; path=/; samesite=strict; httponly", joined.Headers["Set-Cookie"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_chat_and_a_wrong_password_cannot_be_told_apart()
    {
        var host = await TestHost.CreateAsync(server);
        using var atChat = server.NewBrowser();
        using var atNone = server.NewBrowser();
        using var atNonsense = server.NewBrowser();

        var wrong = await host.GivePasswordAsync(atChat, "not the password");
        var unknown = await atNone.PostAsync($"/api/chats/{Secrets.NewId()}/join/password", new { password = "not the password" });
        var nonsense = await atNonsense.PostAsync("/api/chats/NOT-AN-ID/join/password", new { password = "not the password" });

        wrong.Refused(HttpStatusCode.Forbidden, "wrong_password");
        Assert.Equal("4", wrong["tries_left"]);
        foreach (var other in new[] { unknown, nonsense })
        {
            Assert.Equal((wrong.Status, wrong.Text), (other.Status, other.Text));
            Assert.Equal(wrong.Headers.Keys.Order(), other.Headers.Keys.Order());
        }

        Assert.Equal(
            (await atChat.GetAsync($"{host.ChatPath}/join")).Text,
            (await atNone.GetAsync($"/api/chats/{Secrets.NewId()}/join")).Text);
    }

    [Fact]
    public async Task Guessing_is_slowed_for_the_guesser_and_for_nobody_else()
    {
        var host = await TestHost.CreateAsync(server);
        using var guesser = server.NewBrowser();
        using var other = server.NewBrowser();

        for (var left = 4; left >= 0; left--)
            Assert.Equal($"{left}", (await host.GivePasswordAsync(guesser, $"guess {left}")).Refused(HttpStatusCode.Forbidden, "wrong_password")["tries_left"]);
        // A few more are tried all the same, so that a neighbour who knows it gets in.
        for (var spare = 0; spare < 3; spare++) (await host.GivePasswordAsync(guesser, $"spare {spare}")).Refused(HttpStatusCode.Forbidden, "wrong_password");
        var slowed = (await host.GivePasswordAsync(guesser)).Refused(HttpStatusCode.TooManyRequests, "too_many_tries");

        Assert.InRange(int.Parse(slowed.Headers["Retry-After"]), 1, 30);
        Assert.Equal(slowed.Headers["Retry-After"], slowed["retry_after"]);
        Assert.Contains("seconds", slowed.Detail, StringComparison.Ordinal);
        (await host.GivePasswordAsync(other)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", "Adams", "name")]
    [InlineData(" \t ", "Adams", "name")]
    [InlineData("Alice", "", "surname")]
    [InlineData("Al\u0007ice", "Adams", "name")]
    [InlineData("Alice\u202Eecila", "Adams", "name")]
    [InlineData("\u200B\u200B", "Adams", "name")]
    [InlineData(null, "Adams", "name")]
    public async Task A_name_that_is_none_is_refused_at_its_field(string? name, string surname, string field)
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        var refused = await host.JoinAsync(browser, name!, NewEmail(), surname);

        refused.Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
        Assert.Equal(field, refused["field"]);
        Assert.NotEmpty(refused.Json["errors"]![field]!.AsArray());
    }

    [Fact]
    public async Task A_name_of_500_characters_is_refused_and_nothing_is_lost()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        (await host.JoinAsync(browser, new string('a', 500), NewEmail())).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");

        Assert.Equal("who", (await browser.GetAsync($"{host.ChatPath}/join"))["step"]);
        (await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "Alice", surname = "Adams", email = NewEmail() })).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("nobody@")]
    [InlineData("@example.com")]
    [InlineData("no body@example.com")]
    [InlineData("nobody@localhost")]
    [InlineData("a@b.c, d@e.f")]
    [InlineData("<nobody@example.com>")]
    [InlineData("")]
    public async Task An_address_that_is_none_is_refused(string email)
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        Assert.Equal("email", (await host.JoinAsync(browser, "Alice", email)).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field")["field"]);
    }

    [Fact]
    public async Task Without_the_password_no_later_step_can_be_taken()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        foreach (var (step, body) in new (string, object)[]
        {
            ("who", new { name = "Alice", surname = "Adams", email = NewEmail() }), ("code", new { code = "123456" }), ("code/new", new { }), ("back", new { }),
        })
        {
            (await browser.PostAsync($"{host.ChatPath}/join/{step}", body)).Refused(HttpStatusCode.Gone, "session_expired");
        }
    }

    [Fact]
    public async Task A_changed_password_ends_attempts_made_with_the_old_one()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        await host.GivePasswordAsync(browser);

        (await host.Company().PutAsync(host.ChatPath, new { password = "another good password" })).Expect(HttpStatusCode.OK);

        (await browser.PostAsync($"{host.ChatPath}/join/who", new { name = "Alice", surname = "Adams", email = NewEmail() }))
            .Refused(HttpStatusCode.Gone, "session_expired");
        (await host.GivePasswordAsync(browser)).Refused(HttpStatusCode.Forbidden, "wrong_password");
        (await host.GivePasswordAsync(browser, "another good password")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_closed_chat_says_so_to_whoever_knows_its_password()
    {
        var host = await TestHost.CreateAsync(server);
        await host.Company().PutAsync(host.ChatPath, new { closed = true });
        using var browser = server.NewBrowser();

        (await host.GivePasswordAsync(browser)).Refused(HttpStatusCode.Conflict, "chat_closed");
        (await host.GivePasswordAsync(browser, "wrong")).Refused(HttpStatusCode.Forbidden, "wrong_password");
    }

    [Fact]
    public async Task A_full_chat_says_how_many_and_whose_plan_it_is()
    {
        var host = await TestHost.CreateAsync(server, plan: "pair");
        await host.AddPersonAsync("Alice");
        await host.AddPersonAsync("Bob");
        using var browser = server.NewBrowser();

        var refused = (await host.JoinAsync(browser, "Carol", NewEmail("carol"))).Refused(HttpStatusCode.Conflict, "chat_full");

        Assert.Equal(("2", "Northwind"), (refused["limit"], refused["company"]));
        Assert.Equal("This chat is full: 2 people is the most that Northwind's plan allows at once. Ask them to make room, then try again.", refused.Detail);
    }

    [Fact]
    public async Task Two_people_racing_for_the_last_place_never_both_get_in()
    {
        var host = await TestHost.CreateAsync(server, plan: "pair");
        await host.AddPersonAsync("Alice");
        var racers = Enumerable.Range(0, 4).Select(_ => server.NewBrowser()).ToList();
        await Task.WhenAll(racers.Select(racer => host.GivePasswordAsync(racer)));

        var results = await Task.WhenAll(racers.Select(racer =>
            racer.PostAsync($"{host.ChatPath}/join/who", new { name = "Bob", surname = "Brown", email = NewEmail("bob") })));

        Assert.Single(results, reply => reply.Status == HttpStatusCode.OK);
        Assert.All(results.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.Refused(HttpStatusCode.Conflict, "chat_full"));
        Assert.Equal(2, (await host.Chat.People(Caller.Company(host.CompanyId))).Value.Length);
        racers.ForEach(racer => racer.Dispose());
    }
}
