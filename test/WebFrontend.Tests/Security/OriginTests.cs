using System.Net;
using System.Net.WebSockets;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

public sealed class OriginTests(Server server)
{
    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_site_can_do_nothing_with_a_persons_cookies(string header, string value)
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        var joined = await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com");
        browser.Headers.Add(header, value);

        (await browser.PostAsync($"{host.ChatPath}/messages", new { text = "Forged" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.DeleteAsync($"{host.ChatPath}/users/{joined["participant_id"]}")).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.PostAsync($"{host.ChatPath}/join/password", new { password = TestHost.Password })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.PostAsync($"/hubs/chat/negotiate?chat={host.ChatId}&negotiateVersion=1")).Refused(HttpStatusCode.Forbidden, "not_allowed");
    }

    [Fact]
    public async Task The_chats_own_page_can()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        browser.Headers.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        browser.Headers.Add("Sec-Fetch-Site", "same-origin");

        (await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com")).Expect(HttpStatusCode.OK);
        (await browser.PostAsync($"{host.ChatPath}/messages", new { text = "Mine" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_token_is_proof_enough_wherever_the_call_comes_from()
    {
        var host = await TestHost.CreateAsync(server);
        using var company = host.Company();
        company.Headers.Add("Origin", "https://shop.example");

        (await company.PostAsync($"{host.ChatPath}/messages", new { text = "From the shop" })).Expect(HttpStatusCode.Created);
    }

    [Theory, InlineData("https://evil.example", 403), InlineData(null, 101)]
    public async Task A_websocket_opens_only_from_the_own_origin(string? origin, int status)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Cookie", $"cn-{host.ChatId}={alice.Token}");
        socket.Options.SetRequestHeader("Origin", origin ?? server.Address.GetLeftPart(UriPartial.Authority));

        var opening = socket.ConnectAsync(new UriBuilder(server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={host.ChatId}" }.Uri, TestContext.Current.CancellationToken);

        if (status == 101) await opening;
        else await Assert.ThrowsAsync<WebSocketException>(() => opening);
        Assert.Equal(status, (int)socket.HttpStatusCode);
    }
}
