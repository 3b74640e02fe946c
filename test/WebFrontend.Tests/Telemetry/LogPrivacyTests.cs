using System.Net;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>
/// With every log turned up, people do all that people do, also what they should not; and nothing of theirs is written down.
/// </summary>
public sealed class LogPrivacyTests
{
    private const string OperatorToken = "opsecret-0123456789abcdef0123456789abcdef";
    private const string Email = "euphemia.quillfeather@example.com";

    private readonly List<string> _secrets = ["Euphemia", "Quillfeather", Email, "marmalade", "gooseberry", "wrongpass", TestHost.Password, OperatorToken, "wrongtoken"];
    private readonly LogBook _log = new();

    [Fact]
    public async Task Nothing_that_is_logged_tells_of_whom_or_what()
    {
        await using var server = await Server.StartAsync(
            "--Logging:LogLevel:Default", "Information", "--Logging:LogLevel:ConnectNow", "Trace", "--Logging:LogLevel:Microsoft.AspNetCore", "Information",
            "--ConnectNow:Operator:Token", OperatorToken);
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        var code = await JoinAndComeBackAsync(host, browser);
        await TalkAsync(host, browser);
        await SendFileAsync(host, browser);
        await DoWhatIsRefusedAsync(host);
        await SignInAsync(server);

        Assert.Contains(_log.Lines, line => line.Category.EndsWith("SecurityEvents", StringComparison.Ordinal) && line.Text.StartsWith("Refused: join, wrong_password", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Text.StartsWith("A person joined chat", StringComparison.Ordinal));
        _secrets.AddRange([host.ApiToken, browser.Address.ToString(), .. browser.Cookies.GetAllCookies().Select(cookie => cookie.Value)]);
        // Whoever has a list of addresses can tell whose a plain hash is.
        _secrets.Add(Secrets.Hash(Email));
        Assert.All(_secrets, secret => Assert.DoesNotContain(_log.Lines, line => line.Text.Contains(secret, StringComparison.OrdinalIgnoreCase)));
        // Six digits may stand anywhere by chance, but not in what we write ourselves.
        Assert.DoesNotContain(_log.Lines, line => line.Category.StartsWith("ConnectNow", StringComparison.Ordinal) && line.Text.Contains(code, StringComparison.Ordinal));
    }

    [Theory, InlineData("Information"), InlineData("Trace")]
    public async Task A_password_in_the_path_of_a_bent_link_is_in_no_log(string level)
    {
        await using var server = await Server.StartAsync("--Logging:LogLevel:Default", "Information", "--Logging:LogLevel:Microsoft.AspNetCore", level);
        server.Services.GetRequiredService<ILoggerFactory>().AddProvider(_log);
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();

        foreach (var bent in new[] { "%23wzjy-marmalade-pfe7", "%2523wzjy-marmalade-pfe7", "/wzjy-marmalade-pfe7", "%23wzjy-marmalade-pfe7.txt?from=mail" })
            Assert.StartsWith("text/html", (await browser.FetchAsync($"/c/{host.ChatId}{bent}")).Expect(HttpStatusCode.OK).Headers["Content-Type"], StringComparison.Ordinal);

        Assert.Contains(_log.Lines, line => line.Category == "Microsoft.AspNetCore.Hosting.Diagnostics" && line.Text.Contains($"/c/{host.ChatId}", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("marmalade", StringComparison.Ordinal));
    }

    private static async Task<string> JoinAndComeBackAsync(TestHost host, Browser browser)
    {
        (await host.GivePasswordAsync(browser, "wrongpass")).Expect(HttpStatusCode.Forbidden);
        var first = (await host.JoinAsync(browser, "Euphemia", Email, "Quillfeather")).Expect(HttpStatusCode.OK);
        (await browser.DeleteAsync($"{host.ChatPath}/users/{first["participant_id"]}")).Expect(HttpStatusCode.NoContent);
        (await host.JoinAsync(browser, "Euphemia", Email, "Quillfeather")).Expect(HttpStatusCode.OK);
        var code = await host.Server.Outbox.CodeForAsync(Email);
        (await browser.PostAsync($"{host.ChatPath}/join/code", new { code = code == "000000" ? "000001" : "000000" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await browser.PostAsync($"{host.ChatPath}/join/code", new { code })).Expect(HttpStatusCode.OK);
        return code;
    }

    private static async Task TalkAsync(TestHost host, Browser browser)
    {
        await using var line = await Line.ConnectAsync(host.Server.Address, host.ChatId, browser.Cookie($"cn-{host.ChatId}")!);
        var opened = await line.OpenAsync();
        var sent = await line.SendAsync("A word about marmalade");
        await line.HearsAsync("A word about marmalade");
        await line.ReadAsync(sent.Seq!.Value);
        (await browser.PutAsync($"{host.ChatPath}/messages/{sent.Seq}", new { text = "Rather gooseberry" })).Expect(HttpStatusCode.OK);
        (await browser.PutAsync($"{host.ChatPath}/users/{opened.Me}", new { name = "Euphemia", surname = "Quillfeather-Marmalade" })).Expect(HttpStatusCode.OK);
    }

    private static async Task SendFileAsync(TestHost host, Browser browser)
    {
        var url = await new Sender(browser, host.ChatPath).SentAsync("gooseberry recipe.txt", "How to make marmalade"u8.ToArray());
        (await browser.FetchAsync(url)).Expect(HttpStatusCode.OK);
        (await new Sender(browser, host.ChatPath).BeginAsync("gooseberry.bin", -1)).Expect(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task DoWhatIsRefusedAsync(TestHost host)
    {
        using var liar = host.Server.NewBrowser("cnu_wrongtoken");
        (await liar.GetAsync($"{host.ChatPath}/messages")).Expect(HttpStatusCode.Unauthorized);
        using var company = host.Company();
        (await company.SendAsync(HttpMethod.Post, $"{host.ChatPath}/messages", "{\"text\": \"marmalade")).Expect(HttpStatusCode.UnprocessableEntity);
        (await company.PostAsync($"{host.ChatPath}/messages", new { text = new[] { "marmalade" } })).Expect(HttpStatusCode.UnprocessableEntity);
        (await company.PostAsync($"{host.ChatPath}/users", new { name = "Euphemia", surname = "Quillfeather", email = Email })).Expect(HttpStatusCode.Conflict);
        using var guesser = host.Server.NewBrowser();
        (await guesser.PostAsync("/operator/sign-in", new FormUrlEncodedContent([new("token", "wrongtoken")]))).Expect(HttpStatusCode.Forbidden);
        (await guesser.PostAsync("/operator/sign-in", new FormUrlEncodedContent([new("token", OperatorToken)]))).Expect(HttpStatusCode.SeeOther);
    }

    private static async Task SignInAsync(Server server)
    {
        using var browser = server.NewBrowser();
        (await browser.PostAsync("/api/sign-in", new { email = Email })).Expect(HttpStatusCode.Accepted);
        var code = await server.Outbox.CodeForAsync(Email, after: 1);
        (await browser.PostAsync("/api/sign-in/code", new { code })).Expect(HttpStatusCode.OK);
    }
}
