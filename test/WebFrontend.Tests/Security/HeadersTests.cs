using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

public sealed class HeadersTests(Server server)
{
    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("GET", "/c/0123456789abcdef", 200)]
    [InlineData("GET", "/api/user", 401)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("PATCH", "/api/user", 405)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/outbox", 200)]
    public async Task Every_answer_tells_the_browser_to_be_careful(string method, string path, int status)
    {
        using var browser = server.NewBrowser();

        var headers = (await browser.SendAsync(HttpMethod.Parse(method), path)).Expect((HttpStatusCode)status).Headers;

        foreach (var rule in new[] { "default-src 'self'", "script-src 'self'", "style-src 'self'", "media-src 'self' blob:", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'" })
            Assert.Contains(rule, headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-referrer", "same-origin"), (headers["X-Content-Type-Options"], headers["Referrer-Policy"], headers["Cross-Origin-Opener-Policy"]));
        Assert.Contains("geolocation=()", headers["Permissions-Policy"], StringComparison.Ordinal);
        Assert.False(headers.ContainsKey("Server"));
        Assert.False(headers.ContainsKey("X-Powered-By"));
    }

    [Fact]
    public async Task Answers_about_people_are_kept_by_no_cache()
    {
        var host = await TestHost.CreateAsync(server);

        Assert.Equal("no-store", (await host.Company().GetAsync($"{host.ChatPath}/users")).Headers["Cache-Control"]);
    }

    [Fact]
    public async Task The_wrong_method_is_told_which_are_right()
    {
        using var browser = server.NewBrowser();

        var refused = (await browser.SendAsync(HttpMethod.Patch, "/api/chats")).Expect(HttpStatusCode.MethodNotAllowed);

        Assert.Equal(["GET", "POST"], refused.Headers["Allow"].Split(", ").Order());
        Assert.Equal("application/problem+json", refused.Headers["Content-Type"]);
        (await browser.GetAsync("/api/sign-in")).Expect(HttpStatusCode.MethodNotAllowed);
    }
}
