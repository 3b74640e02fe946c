using System.Net;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.WebFrontend.Tests.Joining;

public sealed class LeavingTests(Server server)
{
    [Fact]
    public async Task Leaving_acts_at_once_on_every_connection_and_device()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var tab = await alice.OpenAsync();
        await using var device = await alice.OpenAsync();
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();

        (await alice.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);
        await bob.SendAsync("She is gone");

        Assert.Equal(["left", "left"], await Task.WhenAll(tab.SignedOutAsync(), device.SignedOutAsync()));
        await bob.HearsAsync("She is gone");
        Assert.DoesNotContain("She is gone", tab.Texts.Concat(device.Texts));
        Assert.Contains(bob.Events, chatEvent => chatEvent.Kind == "left" && chatEvent.Subject == alice.Id && chatEvent.Text == "Alice Adams");
        (await alice.Program().GetAsync($"{host.ChatPath}/messages")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => alice.ConnectAsync());
        Assert.Contains("401", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Being_removed_says_so()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var line = await alice.OpenAsync();

        (await host.Company().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Expect(HttpStatusCode.NoContent);

        Assert.Equal("removed", await line.SignedOutAsync());
    }

    [Fact]
    public async Task Erasing_the_chat_ends_every_connection_and_leaves_nothing()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var line = await alice.OpenAsync();

        (await host.Company().DeleteAsync(host.ChatPath)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("erased", await line.SignedOutAsync());
        (await host.Company().GetAsync(host.ChatPath)).Refused(HttpStatusCode.NotFound, "not_found");
        (await alice.Program().GetAsync(host.ChatPath)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
    }

    [Fact]
    public async Task A_deleted_chat_says_so_to_the_devices_that_were_in_it_as_often_as_they_ask()
    {
        var host = await TestHost.CreateAsync(server);
        using var alice = server.NewBrowser();
        (await host.JoinAsync(alice, "Alice", $"alice.{Secrets.NewId()}@example.com")).Expect(HttpStatusCode.OK);

        (await host.Company().DeleteAsync(host.ChatPath)).Expect(HttpStatusCode.NoContent);

        for (var tab = 0; tab < 2; tab++)
        {
            var told = await alice.GetAsync($"{host.ChatPath}/join");
            told.Refused(HttpStatusCode.Gone, "chat_deleted");
            Assert.Contains("has deleted it", told.Json["detail"]!.ToString(), StringComparison.Ordinal);
        }

        // The list of chats lets go of it, and with the cookie the knowledge goes.
        Assert.Empty((await alice.GetAsync("/api/device/chats")).Json["data"]!.AsArray());
        Assert.Equal("password", (await alice.GetAsync($"{host.ChatPath}/join"))["step"]);
    }

    [Fact]
    public async Task To_everybody_else_a_deleted_chat_is_one_that_never_was()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        (await host.Company().DeleteAsync(host.ChatPath)).Expect(HttpStatusCode.NoContent);
        using var stranger = server.NewBrowser();
        using var forger = server.NewBrowser();
        forger.Headers.Add("Cookie", $"cn-{host.ChatId}={new ChatUserToken(host.ChatId, alice.Id, Secrets.NewSecret())}");
        var unknown = $"/api/chats/{Secrets.NewId()}";

        var replies = new List<string>();
        foreach (var (browser, path) in new[] { (stranger, unknown), (stranger, host.ChatPath), (forger, host.ChatPath) })
        {
            replies.Add((await browser.GetAsync($"{path}/join")).Expect(HttpStatusCode.OK).Text);
            var guessed = await browser.PostAsync($"{path}/join/password", new { password = TestHost.Password });
            guessed.Refused(HttpStatusCode.Forbidden, "wrong_password");
        }

        Assert.Single(replies.Distinct());
    }

    [Fact]
    public async Task A_connection_that_has_not_opened_yet_ends_as_soon_as_it_asks()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var line = await alice.ConnectAsync();
        await alice.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}");

        // The answer and the end race: whichever comes first, nothing of the chat is told.
        try
        {
            var answer = await line.SendAsync("Am I still there?");
            Assert.Equal("not_in_chat", answer.Refusal!.Reason);
        }
        catch (Exception ended) when (ended is OperationCanceledException or InvalidOperationException or IOException)
        {
            Assert.NotEqual(HubConnectionState.Connected, line.Hub.State);
        }

        Assert.Equal("left", await line.SignedOutAsync());
        Assert.Empty(line.Events);
    }

    [Fact]
    public async Task The_old_token_stays_dead_after_coming_back()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        await alice.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}");
        using var browser = server.NewBrowser();
        await host.JoinAsync(browser, "Alice", alice.Email);
        (await browser.PostAsync($"{host.ChatPath}/join/code", new { code = await server.Outbox.CodeForAsync(alice.Email) })).Expect(HttpStatusCode.OK);

        (await browser.GetAsync($"{host.ChatPath}/messages")).Expect(HttpStatusCode.OK);
        (await alice.Program().GetAsync($"{host.ChatPath}/messages")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
    }

    [Fact]
    public async Task Leaving_clears_the_cookie_and_the_page_begins_at_the_password()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        var joined = await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com");

        await browser.DeleteAsync($"{host.ChatPath}/users/{joined["participant_id"]}");

        Assert.Null(browser.Cookie($"cn-{host.ChatId}"));
        Assert.Equal("password", (await browser.GetAsync($"{host.ChatPath}/join"))["step"]);
    }

    [Fact]
    public async Task Nobody_can_make_somebody_else_leave()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        var bob = await host.AddPersonAsync("Bob");

        (await bob.Program().DeleteAsync($"{host.ChatPath}/users/{alice.Id}")).Refused(HttpStatusCode.Forbidden, "not_allowed");
    }
}
