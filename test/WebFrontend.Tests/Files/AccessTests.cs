using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

/// <summary>That leaving ends everything at once. Who may call what at all is in the table of roles.</summary>
public sealed class AccessTests(Server server)
{
    [Fact]
    public async Task Who_has_left_can_neither_send_nor_fetch_any_more_and_can_again_when_back()
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
        var url = await alice.Sender().SentAsync("a.bin", Sender.Bytes(10));
        var (sender, content) = (bob.Sender(), Sender.Bytes(10));
        var id = await sender.BegunAsync("b.bin", 10);

        (await host.Company().DeleteAsync($"{host.ChatPath}/users/{bob.Id}")).Expect(HttpStatusCode.NoContent);

        (await sender.PutAsync(id, 0, content)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.GetAsync(id)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.CompleteAsync(id, content)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.CancelAsync(id)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.BeginAsync("c.bin", 1)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.Browser.GetAsync(url)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
        (await sender.Browser.GetAsync($"{url}/preview")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
    }

    [Fact]
    public async Task A_download_that_is_under_way_is_cut_when_its_reader_leaves()
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
        var content = Sender.Bytes(20 * FileLimits.BlockSize);
        var url = await alice.Sender().SentAsync("large.bin", content);
        using var reader = bob.Program();
        using var response = await reader.BeginAsync(url);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var buffer = new byte[64 * 1024];
        long read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        Assert.True(read > 0);

        (await reader.DeleteAsync($"{host.ChatPath}/users/{bob.Id}")).Expect(HttpStatusCode.NoContent);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            for (int more; (more = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;) read += more;
        });
        // What the connection held already arrives: a few megabytes in buffers, and what goes out between two questions.
        Assert.InRange(read, 1, content.Length / 2);
        Assert.Equal(content.LongLength, (await alice.Program().FetchAsync(url)).Bytes.LongLength);
        Assert.Empty(server.Errors.All);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Another_site_can_send_nothing_with_a_persons_cookies(string header, string value)
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        (await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com")).Expect(HttpStatusCode.OK);
        var sender = new Sender(browser, host.ChatPath);
        var id = await sender.BegunAsync("a.bin", 10);
        browser.Headers.Add(header, value);

        (await sender.BeginAsync("b.bin", 10)).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await sender.PutAsync(id, 0, Sender.Bytes(10))).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await browser.SendAsync(HttpMethod.Put, $"{sender.Uploads}/{id}/preview", new ByteArrayContent([1]))).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await sender.CompleteAsync(id, Sender.Bytes(10))).Refused(HttpStatusCode.Forbidden, "not_allowed");
        (await sender.CancelAsync(id)).Refused(HttpStatusCode.Forbidden, "not_allowed");
    }

    [Fact]
    public async Task A_browser_sends_and_fetches_by_its_cookie()
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        browser.Headers.Add("Origin", server.Address.GetLeftPart(UriPartial.Authority));
        (await host.JoinAsync(browser, "Alice", $"alice.{Secrets.NewId()}@example.com")).Expect(HttpStatusCode.OK);

        var url = await new Sender(browser, host.ChatPath).SentAsync("a.bin", Sender.Bytes(10));

        Assert.Equal(Sender.Bytes(10), (await browser.FetchAsync(url)).Expect(HttpStatusCode.OK).Bytes);
        using var stranger = server.NewBrowser();
        (await stranger.GetAsync(url)).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
    }

    [Fact]
    public async Task More_blocks_at_once_than_anybody_sends_are_refused_and_go_later()
    {
        await using var tight = await Server.StartAsync("--ConnectNow:Limits:TransfersAtOnce", "1");
        var host = await TestHost.CreateAsync(tight);
        var sender = (await host.AddPersonAsync("Alice")).Sender();
        var other = (await host.AddPersonAsync("Bob")).Sender();
        var content = Sender.Bytes(2 * FileLimits.BlockSize);
        var id = await sender.BegunAsync("a.bin", content.Length);
        using var held = new HeldContent(Sender.Block(content, 0));
        var first = sender.PutOnceAdmittedAsync(id, "0", held, Sender.Digest(Sender.Block(content, 0).Span));
        await held.IsHalfSent;

        (await sender.PutAsync(id, "1", new ByteArrayContent([1]), Sender.Digest([1]))).Refused(HttpStatusCode.TooManyRequests, "too_fast");
        (await sender.GetAsync(id)).Expect(HttpStatusCode.OK);
        await other.UploadAsync("b.bin", Sender.Bytes(10));
        held.Go();

        (await first).Expect(HttpStatusCode.NoContent);
        (await sender.PutAsync(id, 1, Sender.Block(content, 1))).Expect(HttpStatusCode.NoContent);
    }
}
