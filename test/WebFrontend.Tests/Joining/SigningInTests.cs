using System.Net;
using ConnectNow.Accounts;
using ConnectNow.Sealing;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Joining;

public sealed class SigningInTests(Server server)
{
    [Fact]
    public async Task One_code_signs_a_browser_in_to_every_chat_of_the_address()
    {
        var email = $"alice.{Secrets.NewId()}@example.com";
        var (kitchen, garden) = (await TestHost.CreateAsync(server), await TestHost.CreateAsync(server));
        foreach (var host in new[] { kitchen, garden })
        {
            using var first = server.NewBrowser();
            (await host.JoinAsync(first, "Alice", email)).Expect(HttpStatusCode.OK);
        }

        await kitchen.Company().PostAsync($"{kitchen.ChatPath}/messages", new { text = "Hello Alice" });
        using var browser = server.NewBrowser();
        (await browser.PostAsync("/api/sign-in", new { email })).Expect(HttpStatusCode.Accepted);
        var signedIn = await browser.PostAsync("/api/sign-in/code", new { code = await server.Outbox.CodeForAsync(email) });

        // Both were joined without a code, by whoever: they are opened once their person says that they are theirs.
        Assert.Equal("0", signedIn.Expect(HttpStatusCode.OK)["chats"]);
        var offered = signedIn.Json["offered"]!.AsArray();
        Assert.Equal([kitchen.ChatId, garden.ChatId], offered.Select(chat => chat!["id"]!.ToString()));
        Assert.Equal(("Kitchen refit", "Northwind", "Alice Adams"), (offered[0]!["name"]!.ToString(), offered[0]!["company"]!.ToString(), offered[0]!["person"]!.ToString()));
        var own = await browser.PostAsync("/api/sign-in/chats", new { chats = new[] { kitchen.ChatId, garden.ChatId } });
        Assert.Equal("2", own.Expect(HttpStatusCode.OK)["chats"]);
        var chats = (await browser.GetAsync("/api/device/chats")).Json["data"]!.AsArray();
        Assert.Equal([kitchen.ChatId, garden.ChatId], chats.Select(chat => chat!["id"]!.ToString()));
        var last = chats[0]!["last_message"]!;
        Assert.Equal(("company", "Northwind", "Hello Alice"), (last["by"]!.ToString(), last["name"]!.ToString(), last["text"]!.ToString()));
        Assert.Equal(("3", "2"), (chats[0]!["last_seq"]!.ToString(), chats[0]!["unread"]!.ToString()));
        Assert.Equal(email, chats[0]!["me"]!["email"]!.ToString());
        (await browser.GetAsync($"{garden.ChatPath}/messages")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chats_in_which_the_address_is_proven_open_at_once_and_a_strangers_do_not()
    {
        var email = $"alice.{Secrets.NewId()}@example.com";
        var (own, strangers) = (await TestHost.CreateAsync(server), await TestHost.CreateAsync(server));
        using var first = server.NewBrowser();
        await own.JoinAsync(first, "Alice", email);
        using var second = server.NewBrowser();
        await own.JoinAsync(second, "Alice", email);
        (await second.PostAsync($"{own.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email) })).Expect(HttpStatusCode.OK);
        using var stranger = server.NewBrowser();
        (await strangers.JoinAsync(stranger, "Alice", email)).Expect(HttpStatusCode.OK);

        using var browser = server.NewBrowser();
        (await browser.PostAsync("/api/sign-in", new { email })).Expect(HttpStatusCode.Accepted);
        var signedIn = (await browser.PostAsync("/api/sign-in/code", new { code = await server.Outbox.CodeForAsync(email, after: 1) }))
            .Expect(HttpStatusCode.OK);

        Assert.Equal("1", signedIn["chats"]);
        Assert.Equal(strangers.ChatId, signedIn.Json["offered"]!.AsArray().Single()!["id"]!.ToString());
        Assert.Equal(own.ChatId, (await browser.GetAsync("/api/device/chats")).Json["data"]!.AsArray().Single()!["id"]!.ToString());
        (await stranger.GetAsync($"{strangers.ChatPath}/messages")).Expect(HttpStatusCode.OK);
        Assert.Equal("0", (await browser.PostAsync("/api/sign-in/chats", new { chats = Array.Empty<string>() })).Expect(HttpStatusCode.OK)["chats"]);
        (await browser.PostAsync("/api/sign-in/chats", new { chats = new[] { strangers.ChatId } })).Refused(HttpStatusCode.Gone, "session_expired");
    }

    [Fact]
    public async Task However_many_chats_strangers_join_with_an_address_those_of_its_person_stay_and_the_answer_is_small()
    {
        var email = $"alice.{Secrets.NewId()}@example.com";
        var account = server.Grains.GetGrain<IAccountGrain>(await server.Services.GetRequiredService<Seal>().NameOf(PersonalNames.Account, email));
        var own = await TestHost.CreateAsync(server);
        using var first = server.NewBrowser();
        await own.JoinAsync(first, "Alice", email);
        using var device = server.NewBrowser();
        await own.JoinAsync(device, "Alice", email);
        (await device.PostAsync($"{own.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(email) })).Expect(HttpStatusCode.OK);
        for (var number = 0; number < 220; number++) await account.Remember(email, Secrets.NewId(), Secrets.NewId());

        using var browser = server.NewBrowser();
        (await browser.PostAsync("/api/sign-in", new { email })).Expect(HttpStatusCode.Accepted);
        var signedIn = (await browser.PostAsync("/api/sign-in/code", new { code = await server.Outbox.CodeForAsync(email, after: 1) }))
            .Expect(HttpStatusCode.OK);

        Assert.Equal("1", signedIn["chats"]);
        Assert.InRange(signedIn.Headers["Set-Cookie"].Length, 1, 1_000);
    }

    [Fact]
    public async Task Nobody_learns_whether_an_address_is_known()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await server.Grains.GetGrain<IAccountGrain>(await server.Services.GetRequiredService<Seal>().NameOf(PersonalNames.Account, alice.Email)).Remember(alice.Email, host.ChatId, alice.Id);
        var replies = new List<Reply>();
        foreach (var email in new[] { alice.Email, $"nobody.{Secrets.NewId()}@example.com" })
        {
            using var browser = server.NewBrowser();
            replies.Add(await browser.PostAsync("/api/sign-in", new { email }));
            replies.Add(await browser.PostAsync("/api/sign-in/code", new { code = "no" }));
        }

        Assert.Equal([202, 422, 202, 422], replies.Select(reply => reply.Code));
        Assert.Equal(replies[0].Text, replies[2].Text);
        Assert.Equal("wrong_code", replies[1].Reason);
        Assert.Equal("wrong_code", replies[3].Reason);
    }

    [Fact]
    public async Task A_code_without_an_attempt_and_an_address_that_is_none_are_refused()
    {
        using var browser = server.NewBrowser();

        (await browser.PostAsync("/api/sign-in/code", new { code = "123456" })).Refused(HttpStatusCode.Gone, "session_expired");
        (await browser.PostAsync("/api/sign-in", new { email = "nobody" })).Refused(HttpStatusCode.UnprocessableEntity, "invalid_field");
    }

    [Fact]
    public async Task Cookies_that_are_good_no_more_are_cleared()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        var joined = await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com");
        await host.Company().DeleteAsync($"{host.ChatPath}/users/{joined["participant_id"]}");

        Assert.Empty((await browser.GetAsync("/api/device/chats")).Json["data"]!.AsArray());
        Assert.Null(browser.Cookie($"cn-{host.ChatId}"));
    }

    [Fact]
    public async Task A_program_gets_a_token_by_a_mailed_code()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var program = server.NewBrowser();
        var path = $"{host.ChatPath}/users/get-token";

        (await program.PostAsync(path, new { email = alice.Email })).Expect(HttpStatusCode.Accepted);
        var code = await server.Outbox.CodeForAsync(alice.Email);
        (await program.PostAsync(path, new { email = alice.Email, auth_code = code == "000000" ? "111111" : "000000" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "wrong_code");
        var inArabic = string.Concat(code.Select(digit => (char)('\u0660' + digit - '0')));
        var token = (await program.PostAsync(path, new { email = alice.Email, auth_code = inArabic })).Expect(HttpStatusCode.OK)["token"]!;

        var user = await server.NewBrowser(token).GetAsync("/api/chat-user");
        Assert.Equal((alice.Id, host.ChatId), (user.Json["participant"]!["id"]!.ToString(), user.Json["chat"]!["id"]!.ToString()));
        (await program.PostAsync(path, new { email = alice.Email, auth_code = code })).Refused(HttpStatusCode.UnprocessableEntity, "wrong_code");
    }

    [Fact]
    public async Task Asking_for_a_token_tells_nothing_about_who_is_in_the_chat()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var program = server.NewBrowser();
        var cases = new (string Chat, string Email)[] { (host.ChatId, alice.Email), (host.ChatId, "nobody@example.com"), (Secrets.NewId(), alice.Email), ("NONE", alice.Email) };

        var asked = await Task.WhenAll(cases.Select(each => program.PostAsync($"/api/chats/{each.Chat}/users/get-token", new { email = each.Email })));
        var tried = await Task.WhenAll(cases.Select(each => program.PostAsync($"/api/chats/{each.Chat}/users/get-token", new { email = each.Email, auth_code = "x" })));

        Assert.All(asked, reply => Assert.Equal((HttpStatusCode.Accepted, 32), (reply.Status, reply["request_id"]!.Length)));
        Assert.Equal(asked.Length, asked.Select(reply => reply["request_id"]).Distinct().Count());
        Assert.All(asked, reply => Assert.Equal(asked[0].Text.Length, reply.Text.Length));
        Assert.All(tried, reply => Assert.Equal((HttpStatusCode.UnprocessableEntity, tried[0].Text), (reply.Status, reply.Text)));
    }
}
