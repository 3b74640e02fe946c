using System.Net;
using ConnectNow.Chats;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>A proxy ends TLS and says whom it speaks for: who is believed, and who is not.</summary>
public sealed class BehindAProxyTests
{
    private static readonly string[] Trusting = ["--ConnectNow:PublicUrl", "https://chat.example.com", "--ConnectNow:Proxies", "127.0.0.0/8"];
    private static readonly string[] OneCall = ["--ConnectNow:Limits:AddressRequestBurst", "1", "--ConnectNow:Limits:AddressRequestsPerSecond", "1"];

    [Fact]
    public async Task Over_tls_people_join_and_their_cookies_belong_to_this_host_alone()
    {
        await using var server = await Server.StartAsync(Trusting);
        using var browser = Forwarded(server, "https");
        var chatId = server.FirstRun.ChatId;
        browser.Headers.Add("Origin", "https://chat.example.com");

        var password = (await browser.PostAsync($"/api/chats/{chatId}/join/password", new { password = server.FirstRun.ChatPassword }))
            .Expect(HttpStatusCode.OK);
        // The browser of these tests speaks plain HTTP to the proxy's other side, where it keeps secure cookies to itself.
        browser.Headers.Add("Cookie", CookieOf(password));
        var joined = (await browser.PostAsync($"/api/chats/{chatId}/join/who", new { name = "Alice", surname = "Ames", email = "alice@example.com" })).Expect(HttpStatusCode.OK);
        browser.Headers.Remove("Cookie");
        browser.Headers.Add("Cookie", CookieOf(joined));

        Assert.StartsWith($"__Secure-cn-join-{chatId}=", password.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.Contains($"__Host-cn-{chatId}=cnu_{chatId}_", joined.Headers["Set-Cookie"], StringComparison.Ordinal);
        Assert.All(joined.Headers["Set-Cookie"].Split(", __"), cookie => Assert.Contains("; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal));
        Assert.Equal("max-age=31536000", joined.Headers["Strict-Transport-Security"]);
        (await browser.GetAsync("/api/chat-user")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await browser.GetAsync($"/api/chats/{chatId}/messages")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cookie_that_another_host_could_have_set_is_not_ours()
    {
        await using var server = await Server.StartAsync(Trusting);
        var (chatId, token) = (server.FirstRun.ChatId, await TokenAsync(server));
        using var browser = Forwarded(server, "https");

        browser.Headers.Add("Cookie", $"cn-{chatId}={token}");
        (await browser.GetAsync($"/api/chats/{chatId}/messages")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");

        browser.Headers.Remove("Cookie");
        browser.Headers.Add("Cookie", $"__Host-cn-{chatId}={token}");
        (await browser.GetAsync($"/api/chats/{chatId}/messages")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_tls_pages_lead_to_it_calls_are_refused_and_probes_are_answered()
    {
        await using var server = await Server.StartAsync(Trusting);
        using var browser = Forwarded(server, "http");

        var page = (await browser.GetAsync("/c/0123456789abcdef?a=%20b")).Expect(HttpStatusCode.PermanentRedirect);
        var call = (await browser.GetAsync("/api/user")).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.PostAsync("/api/sign-in", new { email = "a@example.com" })).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.PostAsync("/hubs/chat/negotiate")).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);

        Assert.Equal("https://chat.example.com/c/0123456789abcdef?a=%20b", page.Headers["Location"]);
        Assert.Contains("https", call.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_those_of_the_people_behind_the_proxy_whatever_they_claim()
    {
        await using var server = await Server.StartAsync([.. Trusting, .. OneCall]);
        using var proxy = Forwarded(server, "https");

        (await AskAsync(proxy, "203.0.113.7")).Expect(HttpStatusCode.Unauthorized);
        (await AskAsync(proxy, "203.0.113.7")).Expect(HttpStatusCode.TooManyRequests);
        // What the person wrote there themselves stands further left.
        (await AskAsync(proxy, "198.51.100.1, 203.0.113.7")).Expect(HttpStatusCode.TooManyRequests);
        (await AskAsync(proxy, "203.0.113.7, 127.1.2.3")).Expect(HttpStatusCode.TooManyRequests);
        (await AskAsync(proxy, "203.0.113.8")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Nobody_is_believed_who_is_not_a_known_proxy()
    {
        await using var server = await Server.StartAsync([.. OneCall, "--ConnectNow:Proxies", "10.0.0.0/8,::1"]);
        using var stranger = Forwarded(server, "https");

        var first = (await AskAsync(stranger, "203.0.113.7")).Expect(HttpStatusCode.Unauthorized);
        (await AskAsync(stranger, "203.0.113.8")).Expect(HttpStatusCode.TooManyRequests);

        Assert.False(first.Headers.ContainsKey("Strict-Transport-Security"));
    }

    private static async Task<string> TokenAsync(Server server)
    {
        var chatId = server.FirstRun.ChatId;
        var admitted = await server.Grains.GetGrain<IChatGrain>(chatId).Admit(
            new AdmissionRequest { Name = "Alice", Surname = "Ames", Email = "alice@example.com", Verified = false, Attempt = Secrets.NewId() });
        var participant = admitted.Value!.Participant;
        var secret = await server.Grains.GetGrain<IParticipantGrain>($"{chatId}/{participant.Id}").SignIn(participant.Stay, "test");
        return new ChatUserToken(chatId, participant.Id, secret).ToString();
    }

    private static Browser Forwarded(Server server, string scheme)
    {
        var browser = server.NewBrowser();
        browser.Headers.Add("X-Forwarded-Proto", scheme);
        return browser;
    }

    private static Task<Reply> AskAsync(Browser browser, string forwardedFor) =>
        browser.SendAsync(HttpMethod.Get, "/api/user", change: request => request.Headers.Add("X-Forwarded-For", forwardedFor));

    private static string CookieOf(Reply reply) => string.Join("; ", reply.Headers["Set-Cookie"].Split(", __").Select((cookie, index) => (index > 0 ? "__" : "") + cookie.Split(';')[0]));
}
