using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

public sealed partial class PagesTests(Server server)
{
    [Theory, InlineData("/"), InlineData("/c/0123456789abcdef"), InlineData("/c/0123456789abcdef/people"), InlineData("/sign-in"), InlineData("/terms"), InlineData("/share"), InlineData("/c/0123456789abcdef%23wzjy-abcd"), InlineData("/c/0123456789abcdef%23two%20words.and%2Fmore")]
    public async Task Every_address_a_person_can_open_is_the_one_page(string path)
    {
        using var browser = server.NewBrowser();

        var page = (await browser.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal(("text/html; charset=utf-8", "no-cache"), (page.Headers["Content-Type"], page.Headers["Cache-Control"]));
        Assert.Contains("<div id=\"app\">", page.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData("/api"), InlineData("/api/nothing"), InlineData("/hubs/nothing"), InlineData("/openapi/v9.json"), InlineData("/health/nothing"), InlineData("/outbox/no/thing"), InlineData("/missing.js")]
    public async Task Addresses_of_programs_and_missing_files_are_not_found(string path)
    {
        using var browser = server.NewBrowser();

        (await browser.GetAsync(path)).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Only_reading_gets_the_page()
    {
        using var browser = server.NewBrowser();

        (await browser.PostAsync("/c/0123456789abcdef")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task What_is_shared_before_the_app_is_ready_is_asked_for_once_more()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        HttpResponseMessage? answer = null;

        // The server does not wait for the whole of what it won't read: whoever is slower than its timeout finds the connection closed.
        await Eventually.TrueAsync(async () => (answer = await Browser.UnlessClosedAsync(ShareAsync)) is not null, "sharing was answered");

        Assert.Equal((HttpStatusCode.SeeOther, "/share?failed"), (answer!.StatusCode, answer.Headers.Location?.OriginalString));
        answer.Dispose();

        async Task<HttpResponseMessage> ShareAsync()
        {
            using var form = new MultipartFormDataContent { { new StringContent("words"), "text" }, { new ByteArrayContent(new byte[300_000]), "files", "picture.jpg" } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/share") { Content = form, Headers = { { "Origin", "null" } } };
            return await http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Files_named_for_their_content_are_kept_forever_and_all_others_asked_for_again()
    {
        using var browser = server.NewBrowser();
        var script = Script().Match((await browser.GetAsync("/")).Text).Value;

        Assert.Equal("public, max-age=31536000, immutable", (await browser.GetAsync(script)).Expect(HttpStatusCode.OK).Headers["Cache-Control"]);
        foreach (var file in new[] { "/index.html", "/sw.js", "/manifest.webmanifest" })
        {
            var first = (await browser.GetAsync(file)).Expect(HttpStatusCode.OK);
            Assert.Equal("no-cache", first.Headers["Cache-Control"]);
            (await browser.SendAsync(HttpMethod.Get, file, change: request => request.Headers.Add("If-None-Match", first.Headers["ETag"]))).Expect(HttpStatusCode.NotModified);
        }
    }

    [Theory, InlineData("br"), InlineData("gzip")]
    public async Task Text_is_sent_compressed(string encoding)
    {
        using var browser = server.NewBrowser();
        var plain = (await browser.GetAsync("/index.html")).Text;
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/index.html") { Headers = { { "Accept-Encoding", encoding } } };

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream decompressed = encoding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(decompressed);
        Assert.Equal(plain, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_server_says_when_it_lives_and_is_ready()
    {
        using var browser = server.NewBrowser();

        (await browser.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        (await browser.GetAsync("/health/ready")).Expect(HttpStatusCode.OK);
    }

    [GeneratedRegex(@"/assets/[^""]+\.js")]
    private static partial Regex Script();
}
