using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Operator;

/// <summary>The dashboard is for the operator alone, and there for nobody where no token is set.</summary>
public sealed class DashboardTests(Server withoutToken)
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task Only_the_operator_sees_it()
    {
        await using var server = await Server.StartAsync("--ConnectNow:Operator:Token", Token);
        await NobodyAsync(server);
        await NoOneWhoGuessesAsync(server);
        await TheOperatorAsync(server);
        await AProgramOfTheOperatorAsync(server);
        Assert.Empty(server.Errors.All);
    }

    [Theory, InlineData("/operator"), InlineData("/operator/dashboard/"), InlineData("/operator/dashboard/DashboardCounters")]
    public async Task Without_a_token_in_the_settings_there_is_none(string path)
    {
        using var browser = withoutToken.NewBrowser();

        (await browser.GetAsync(path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_short_token_is_refused_at_the_start_without_being_told()
    {
        using var directory = new TemporaryDirectory();

        var (exitCode, output, error) = await ServerProcess.RunAsync(
            directory.Path, FreePort.Find(), "--ConnectNow:Operator:Token", "tooshortasecret", "--ConnectNow:Telemetry:SampleRatio", "2");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("ConnectNow:Operator:Token is too short", error, StringComparison.Ordinal);
        Assert.Contains("ConnectNow:Telemetry:SampleRatio", error, StringComparison.Ordinal);
        Assert.DoesNotContain("tooshortasecret", output + error, StringComparison.Ordinal);
    }

    private static async Task NobodyAsync(Server server)
    {
        using var browser = server.NewBrowser();
        (await browser.GetAsync("/operator/dashboard/")).Expect(HttpStatusCode.Unauthorized);
        var page = await browser.SendAsync(HttpMethod.Get, "/operator/dashboard/", change: request => request.Headers.Add("Accept", "text/html"));
        Assert.Equal("/operator", page.Expect(HttpStatusCode.Redirect).Headers["Location"]);
        (await browser.GetAsync("/operator/dashboard/DashboardCounters")).Expect(HttpStatusCode.Unauthorized);
        // The tokens of companies and people are none of the operator's.
        using var company = server.Operator();
        (await company.GetAsync("/operator/dashboard/")).Expect(HttpStatusCode.Unauthorized);
    }

    private static async Task NoOneWhoGuessesAsync(Server server)
    {
        using var browser = server.NewBrowser();
        // Five are free, and three more are tried so that a neighbour's wrong ones do not keep the operator out.
        for (var tries = 0; tries < 8; tries++)
            (await SignInAsync(browser, $"{Token[..^1]}{tries}x")).Expect(HttpStatusCode.Forbidden);
        (await SignInAsync(browser, Token)).Refused(HttpStatusCode.TooManyRequests, "too_many_tries");
        browser.Headers.Authorization = new("Bearer", Token);
        (await browser.GetAsync("/operator/dashboard/")).Refused(HttpStatusCode.TooManyRequests, "too_many_tries");
    }

    private static async Task TheOperatorAsync(Server server)
    {
        using var browser = server.NewBrowser();
        (await browser.GetAsync("/operator")).Expect(HttpStatusCode.OK);
        var signedIn = (await SignInAsync(browser, Token)).Expect(HttpStatusCode.SeeOther);
        var cookie = signedIn.Headers["Set-Cookie"];
        Assert.All((string[])["httponly", "samesite=strict", "path=/operator", "max-age=28800"], part => Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);

        var dashboard = (await browser.GetAsync(signedIn.Headers["Location"])).Expect(HttpStatusCode.OK);
        Assert.Contains("script-src 'self';", dashboard.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", dashboard.Text, StringComparison.Ordinal);
        await Eventually.TrueAsync(async () => (await browser.GetAsync("/operator/dashboard/DashboardCounters")) is { Status: HttpStatusCode.OK, Json: var counters } && counters["hosts"] is not null, "the silo was counted");
        (await browser.GetAsync("/operator/dashboard/GrainState?grainId=x&grainType=y")).Expect(HttpStatusCode.NotFound);
        (await browser.GetAsync("/operator/dashboard/Trace")).Expect(HttpStatusCode.Forbidden);

        (await browser.SendAsync(HttpMethod.Post, "/operator/sign-out")).Expect(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/operator/dashboard/")).Expect(HttpStatusCode.Unauthorized);
    }

    private static async Task AProgramOfTheOperatorAsync(Server server)
    {
        using var program = server.NewBrowser(Token);
        (await program.GetAsync("/operator/dashboard/version")).Expect(HttpStatusCode.OK);
    }

    private static Task<Reply> SignInAsync(Browser browser, string token) =>
        browser.PostAsync("/operator/sign-in", new FormUrlEncodedContent([new("token", token)]));
}
