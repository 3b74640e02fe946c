using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Files;

public sealed class DownloadingTests(Server server)
{
    private const string Octets = "application/octet-stream";

    /// <summary>A name, what is in the file, and as what it may be shown; null: never, only saved.</summary>
    public static TheoryData<string, string, string?> Kinds => new()
    {
        { "page.html", "<!doctype html><html><script>alert(1)</script></html>", null },
        { "page.jpg", "<html><body onload=alert(1)></body></html>", null },
        { "picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>", null },
        { "picture.png", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>", null },
        { "page.xhtml", "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></html>", null },
        { "feed.xml", "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"x.xsl\"?><a/>", null },
        { "worker.js", "self.addEventListener('fetch', () => {})", null },
        { "style.css", "body { background: url(//example.com) }", null },
        { "notes.txt", "Just words", null },
        { "page.mht", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<script>alert(1)</script>\n--x--", null },
        { "program.exe", "MZ\u0090\0\u0003", null },
        { "archive.jar", "PK\u0003\u0004\n\0", null },
        { "film.swf", "FWS\u0006", null },
        { "report.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF", "application/pdf" },
        { "page.html", "%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "application/pdf" },
        { "page.html", "<script>alert(1)</script>\n%PDF-1.4\n%%EOF", null },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_could_run_is_only_ever_saved_and_what_is_shown_is_what_it_is(string name, string content, string? shownAs)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var url = await alice.Sender().SentAsync(name, Encoding.Latin1.GetBytes(content));

        foreach (var path in new[] { url, $"{url}?download" })
        {
            var isShown = shownAs is not null && path == url;
            var file = (await alice.Program().FetchAsync(path)).Expect(HttpStatusCode.OK);
            Assert.Equal((isShown ? shownAs : path == url ? Octets : shownAs ?? Octets, "nosniff"), (file.Headers["Content-Type"], file.Headers["X-Content-Type-Options"]));
            Assert.StartsWith(isShown ? "inline; " : "attachment; ", file.Headers["Content-Disposition"], StringComparison.Ordinal);
            Assert.Equal(
                isShown ? "default-src 'none'; frame-ancestors 'self'; style-src 'unsafe-inline'" : "default-src 'none'; frame-ancestors 'self'; sandbox",
                file.Headers["Content-Security-Policy"]);
            Assert.Equal(("same-origin", "no-referrer"), (file.Headers["Cross-Origin-Resource-Policy"], file.Headers["Referrer-Policy"]));
            MustBePrivate(file);
            Assert.Equal(Encoding.Latin1.GetBytes(content), file.Bytes);
        }
    }

    [Fact]
    public async Task A_picture_that_is_also_a_page_is_a_picture_at_most()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();

        var url = await alice.Sender()
            .SentAsync("page.html", Encoding.Latin1.GetBytes("GIF89a\u0001\0\u0001\0\0\0\0;/*<script>alert(1)</script>*/"));

        var file = (await alice.Program().FetchAsync(url)).Expect(HttpStatusCode.OK);
        Assert.Contains(file.Headers["Content-Type"], new[] { "image/gif", Octets });
        Assert.Equal(("nosniff", "default-src 'none'; frame-ancestors 'self'; sandbox"), (file.Headers["X-Content-Type-Options"], file.Headers["Content-Security-Policy"]));
    }

    [Fact]
    public async Task Any_part_can_be_asked_for()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var content = Sender.Bytes(100_000);
        var url = await alice.Sender().SentAsync("a.bin", content);
        using var program = alice.Program();
        var tag = (await program.FetchAsync(url)).Headers["ETag"];

        foreach (var (range, from, to) in new[] { ("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=99990-", 99_990, 99_999), ("bytes=-5", 99_995, 99_999), ("bytes=0-999999999", 0, 99_999) })
        {
            var part = (await program.FetchAsync(url, request => request.Headers.TryAddWithoutValidation("Range", range)))
                .Expect(HttpStatusCode.PartialContent);
            Assert.Equal(content[from..(to + 1)], part.Bytes);
            Assert.Equal(($"bytes {from}-{to}/100000", "bytes", tag), (part.Headers["Content-Range"], part.Headers["Accept-Ranges"], part.Headers["ETag"]));
        }

        foreach (var range in new[] { "bytes=100000-", "bytes=-0" })
        {
            var none = (await program.FetchAsync(url, request => request.Headers.TryAddWithoutValidation("Range", range)))
                .Expect(HttpStatusCode.RequestedRangeNotSatisfiable);
            Assert.Equal("bytes */100000", none.Headers["Content-Range"]);
        }

        foreach (var range in new[] { "bytes=5-1", "bytes=a-b", "bytes=0-1,5-6", "bytes=9999999999999999999999-", "=" })
        {
            var whole = await program.FetchAsync(url, request => request.Headers.TryAddWithoutValidation("Range", range));
            Assert.Equal((range, 200, content.Length), (range, whole.Code, whole.Bytes.Length));
        }

        Assert.Equal(206, (await program.FetchAsync(url, Since(tag))).Code);
        Assert.Equal(200, (await program.FetchAsync(url, Since("\"other\""))).Code);

        static Action<HttpRequestMessage> Since(string tag) => request =>
        {
            request.Headers.Range = new RangeHeaderValue(0, 9);
            request.Headers.TryAddWithoutValidation("If-Range", tag);
        };
    }

    [Fact]
    public async Task Who_has_it_already_is_asked_about_but_not_sent_it_again()
    {
        var host = await TestHost.CreateAsync(server);
        var (alice, bob) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Bob"));
        var url = await alice.Sender().SentAsync("a.bin", Sender.Bytes(1000));
        using var program = bob.Program();
        var first = (await program.FetchAsync(url)).Expect(HttpStatusCode.OK);
        Assert.Matches("^\"[^\"]+\"$", first.Headers["ETag"]);

        var again = (await program.FetchAsync(url, Known)).Expect(HttpStatusCode.NotModified);
        Assert.Equal((first.Headers["ETag"], 0), (again.Headers["ETag"], again.Bytes.Length));
        MustBePrivate(again);
        (await program.FetchAsync(url, request => request.Headers.TryAddWithoutValidation("If-None-Match", "\"other\""))).Expect(HttpStatusCode.OK);

        await program.DeleteAsync($"{host.ChatPath}/users/{bob.Id}");
        (await program.FetchAsync(url, Known)).Expect(HttpStatusCode.Unauthorized);

        void Known(HttpRequestMessage request) => request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers["ETag"]);
    }

    [Fact]
    public async Task Its_size_can_be_asked_for_without_it()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var url = await alice.Sender().SentAsync("a.bin", Sender.Bytes(1234));

        var head = (await alice.Program().FetchAsync(url, method: HttpMethod.Head)).Expect(HttpStatusCode.OK);

        Assert.Equal(("1234", "bytes", Octets, 0), (head.Headers["Content-Length"], head.Headers["Accept-Ranges"], head.Headers["Content-Type"], head.Bytes.Length));
        (await alice.Program().FetchAsync($"{url}/preview", method: HttpMethod.Head)).Expect(HttpStatusCode.NotFound);
        (await alice.Program().GetAsync($"{url}/preview")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("C:\\Windows\\system32\\cmd.exe", "cmd.exe")]
    [InlineData("a\r\nSet-Cookie: x=y\r\n\r\n<script>.bin", "aSet-Cookie x=y<script>.bin")]
    [InlineData("a\"; filename=\"evil.html", "a\"; filename=\"evil.html")]
    [InlineData("100%20%22'(*).bin", "100%20%22'(*).bin")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("\u0000\u0001\u007F.", "file")]
    [InlineData("плани кухні 🍳.bin", "плани кухні 🍳.bin")]
    [InlineData("", "file")]
    [InlineData("1000.bin", "196.bin")]
    [InlineData("10000", "200")]
    public async Task No_name_breaks_a_header_or_becomes_a_path(string name, string kept)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        (name, kept) = (Lengthened(name), Lengthened(kept));

        var sent = await alice.Sender().SendAsync(name, Sender.Bytes(10));

        var file = sent.Json["attachments"]![0]!;
        Assert.Equal(kept.Replace("aSet-Cookie x=y", "aSet-Cookie: x=y", StringComparison.Ordinal), file["name"]!.ToString());
        var fetched = (await alice.Program().FetchAsync(file["url"]!.ToString())).Expect(HttpStatusCode.OK);
        Assert.False(fetched.Headers.ContainsKey("Set-Cookie"));
        Assert.True(ContentDispositionHeaderValue.TryParse(fetched.Headers["Content-Disposition"], out var disposition));
        Assert.Equal(("attachment", file["name"]!.ToString()), (disposition!.DispositionType, disposition.FileNameStar));
        Assert.All(fetched.Headers["Content-Disposition"], c => Assert.InRange(c, ' ', '~'));
        Assert.Equal([file["id"]!.ToString()], Directory.EnumerateDirectories(server.FilesOf(host.ChatId)).Select(Path.GetFileName));
        Assert.Empty(server.Errors.All);

        // So many letters, where a figure stands.
        static string Lengthened(string text) =>
            int.TryParse(text.Split('.')[0], out var count) ? new string('я', count) + Path.GetExtension(text) : text;
    }

    [Theory]
    [InlineData("messages/0/files/FILE")]
    [InlineData("messages/1/files/FILE")]
    [InlineData("messages/999/files/FILE")]
    [InlineData("messages/-1/files/FILE")]
    [InlineData("messages/x/files/FILE")]
    [InlineData("messages/MESSAGE/files/0000000000000000")]
    [InlineData("messages/MESSAGE/files/..%2F..%2Ffirst-run.json")]
    [InlineData("messages/MESSAGE/files/FILE/staging")]
    [InlineData("uploads/FILE")]
    public async Task Nothing_else_is_found(string path)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sent = await alice.Sender().SendAsync("a.bin", Sender.Bytes(10));
        var real = path.Replace("FILE", sent.Json["attachments"]![0]!["id"]!.ToString(), StringComparison.Ordinal)
            .Replace("MESSAGE", sent["id"], StringComparison.Ordinal);

        (await alice.Program().GetAsync($"{host.ChatPath}/{real}")).Refused(HttpStatusCode.NotFound, "not_found");
    }

    /// <summary>However it is written: a client of this framework puts the words in an order of its own.</summary>
    private static void MustBePrivate(Download file) =>
        Assert.Equal(["no-cache", "private"], file.Headers["Cache-Control"].Split(", ").Order());
}
