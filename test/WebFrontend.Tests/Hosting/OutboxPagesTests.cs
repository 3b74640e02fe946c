using System.Net;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

public sealed class OutboxPagesTests(Server server)
{
    [Fact]
    public async Task While_developing_mails_can_be_read_and_their_html_never_runs()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("<script>alert(1)</script>", $"alice.{Secrets.NewId()}@example.com");
        using var browser = server.NewBrowser();
        await host.JoinAsync(browser, "Alice", alice.Email);
        var code = await server.Outbox.CodeForAsync(alice.Email);

        var list = (await browser.GetAsync("/outbox")).Expect(HttpStatusCode.OK);
        var row = list.Text.Split("<li>").First(line => line.Contains(alice.Email, StringComparison.Ordinal));
        var mail = (await browser.GetAsync(row.Split("href=\"")[1].Split('"')[0])).Expect(HttpStatusCode.OK);

        Assert.Contains(code, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", list.Text + mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_is_shown_as_it_looks_in_a_frame_that_may_do_nothing()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        using var browser = server.NewBrowser();
        await host.JoinAsync(browser, "Alice", alice.Email);
        var code = await server.Outbox.CodeForAsync(alice.Email);
        var list = await browser.GetAsync("/outbox");
        var address = list.Text.Split("<li>").First(line => line.Contains(alice.Email, StringComparison.Ordinal))
            .Split("href=\"")[1].Split('"')[0];

        var page = await browser.GetAsync(address);
        var frame = (await browser.GetAsync($"{address}/html")).Expect(HttpStatusCode.OK);
        var style = (await browser.GetAsync("/outbox/style.css")).Expect(HttpStatusCode.OK);

        Assert.Contains($"sandbox src=\"{address}/html\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("<link rel=\"stylesheet\" href=\"/outbox/style.css\">", page.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'; style-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.StartsWith("text/css", style.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains(code, frame.Text, StringComparison.Ordinal);
        var policy = frame.Headers["Content-Security-Policy"];
        Assert.StartsWith("sandbox; default-src 'none'; style-src 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-", policy, StringComparison.Ordinal);
    }

    [Theory, InlineData("..%2Ffirst-run"), InlineData("nothing"), InlineData(".hidden"), InlineData("a%00b"), InlineData("..")]
    public async Task Nothing_leads_out_of_the_folder(string name)
    {
        using var browser = server.NewBrowser();

        Assert.DoesNotContain("api_token", (await browser.GetAsync($"/outbox/{name}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_name_that_is_not_this_machines_there_is_no_outbox_page()
    {
        using var browser = server.NewBrowser();
        browser.Headers.Host = "rebound.example";

        (await browser.GetAsync("/outbox")).Refused(HttpStatusCode.NotFound, "not_found");
        (await browser.GetAsync("/outbox/nothing")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task In_production_there_is_no_outbox_page()
    {
        await using var production = await Server.StartAsync("--environment", "Production");
        using var browser = production.NewBrowser();

        (await browser.GetAsync("/outbox")).Refused(HttpStatusCode.NotFound, "not_found");
        (await browser.GetAsync("/outbox/nothing")).Refused(HttpStatusCode.NotFound, "not_found");
    }
}
