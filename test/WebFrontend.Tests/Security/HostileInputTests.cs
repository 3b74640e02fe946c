using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>Whatever is thrown at the server: an answer or a closed connection, never a fault, never a change.</summary>
public sealed class HostileInputTests(Server server)
{
    private const char RecordSeparator = '\u001e';

    [Fact]
    public async Task A_body_of_50_MB_is_not_taken()
    {
        using var browser = server.NewBrowser();
        browser.Headers.ExpectContinue = true;

        var reply = await browser.PostAsync($"/api/chats/{Secrets.NewId()}/join/password", new ByteArrayContent(new byte[50_000_000]) { Headers = { ContentType = new("application/json") } });

        reply.Expect(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("application/problem+json", reply.Headers["Content-Type"]);
        Assert.Empty(server.Errors.All);
    }

    [Theory]
    [InlineData("text/plain", "{\"password\":\"x\"}", 415)]
    [InlineData("application/x-www-form-urlencoded", "password=x", 415)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 415)]
    [InlineData("application/json", "{\"password\":\"x\"", 422)]
    [InlineData("application/json", "{\"password\":[\"x\"]}", 422)]
    [InlineData("application/json", "\u0000\u0001\u0002", 422)]
    [InlineData("application/json", "{\"password\":\"\\uDC00\"}", 422)]
    [InlineData("application/json; charset=utf-16", "{}", 422)]
    public async Task A_body_that_is_no_good_json_is_refused(string type, string body, int status)
    {
        var host = await TestHost.CreateAsync(server);
        using var browser = server.NewBrowser();
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var reply = await browser.PostAsync($"{host.ChatPath}/join/password", content);

        Assert.Equal((status, "application/problem+json"), (reply.Code, reply.Headers["Content-Type"]));
        Assert.DoesNotContain("Exception", reply.Text, StringComparison.Ordinal);
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task Json_nested_a_thousand_deep_is_refused()
    {
        using var browser = server.NewBrowser();
        var deep = $"{{\"password\":{new string('[', 1000)}{new string(']', 1000)}}}";

        Assert.Equal(422, (await browser.PostAsync($"/api/chats/{Secrets.NewId()}/join/password", deep)).Code);
    }

    [Theory]
    [InlineData("GET /api/user HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \u0001\u0002\r\n\r\n")]
    [InlineData("GET /api/chats/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /outbox/..%2Ffirst-run HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("GET /assets/..%5c..%5cappsettings.json HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("POST /api/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /api/sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n")]
    [InlineData("POST /api/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000")]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("\r\n\r\n\r\n\r\n")]
    public async Task Raw_nonsense_gets_a_client_error_or_a_closed_connection(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), TestContext.Current.CancellationToken);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string answer;
        try
        {
            answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            answer = "";
        }

        Assert.DoesNotMatch(@"^HTTP/1\.1 50[0-4]", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("api_token", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("PeoplePerChat", answer, StringComparison.Ordinal);
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task Generated_requests_about_files_leave_no_fault_and_no_change()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync();
        var sender = alice.Sender();
        var sent = await sender.SendAsync("a.bin", Sender.Bytes(100));
        var (url, id) = (sent.Json["attachments"]![0]!["url"]!.ToString(), await sender.BegunAsync("b.bin", 100));
        string[] methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"];
        string[] segments = ["", "/blocks/0", "/blocks/-1", "/blocks/9999999999", "/blocks/%00", "/preview", "/complete", "/complete/x"];
        string[] ids = [Secrets.NewId(), "..", "%2e%2e", "a%2fb", new string('x', 3000), "%F0%9F%8D%B3", "%ff%fe"];
        string[] digests = ["", "sha-256=:AAAA:", Sender.Digest([1]), "sha-256=:~~~~:", new string(':', 4000), "sha-256=1", "a=:AA==:,b=:AA==:"];
        string[] ranges = ["bytes=0-", "bytes=-", "bytes=5-1", "bytes=99999999999999999999-", "x", "bytes=0-0,0-0,0-0", "bytes=100-"];
        string[] tags = ["\"x\"", "*", "W/\"x\"", "x", "\"\"", $"\"{new string('y', 2000)}\""];
        string[] bodies = ["", "{}", "{\"digest\":null}", "{\"digest\":[]}", "{\"name\":[],\"size\":1}", "{\"size\":-1}", "{\"waveform\":\"\\ud800\"}", "\0\0\0", new string('x', 5000)];
        var random = new Random(20261122);
        var browser = alice.Program();
        var closed = 0;

        for (var number = 0; number < 600; number++)
        {
            // From another address now and then, so that none of them asks too often.
            if (number % 200 == 199) browser = alice.Program();
            var path = random.Next(4) switch
            {
                0 => url + random.GetItems(["", "/preview", "?download", "?download=%0d%0a", "/x"], 1)[0],
                1 => $"{host.ChatPath}/messages/{random.GetItems(["1", "0", "-1", "x", "99999999999999999999"], 1)[0]}/files/{random.GetItems(ids, 1)[0]}",
                2 => $"{sender.Uploads}/{random.GetItems(ids, 1)[0]}{random.GetItems(segments, 1)[0]}",
                _ => $"{sender.Uploads}/{id}{random.GetItems(segments, 1)[0]}",
            };
            // The two that would do what they are for.
            var method = path == $"{sender.Uploads}/{id}" ? "GET" : random.GetItems(methods, 1)[0];
            var body = random.GetItems(bodies, 1)[0];
            var reply = await Browser.UnlessClosedAsync(() => browser.FetchAsync(path, request =>
            {
                if (method is not ("GET" or "HEAD")) request.Content = new StringContent(body, Encoding.UTF8, random.GetItems(["application/json", "text/plain", "image/png"], 1)[0]);
                foreach (var (name, values) in new[] { ("Content-Digest", digests), ("Range", ranges), ("If-Range", tags), ("If-None-Match", tags) })
                {
                    if (random.Next(2) == 0) request.Headers.TryAddWithoutValidation(name, random.GetItems(values, 1)[0]);
                }
            }, HttpMethod.Parse(method)));
            if (reply is null) closed++;
            else Assert.True(reply.Code is < 500 and not 429, $"{method} {path}: {reply.Code}");
        }

        Assert.InRange(closed, 0, 60);

        Assert.Equal("[]", (await sender.GetAsync(id)).Expect(HttpStatusCode.OK).Json["staged"]!.ToJsonString());
        Assert.Equal(Sender.Bytes(100), (await sender.Browser.FetchAsync(url)).Expect(HttpStatusCode.OK).Bytes);
        Assert.Empty(server.Errors.All);
    }

    [Theory]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Send\",\"arguments\":[{\"client_id\":\"a\",\"attachments\":[1]}],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Send\",\"arguments\":[{\"client_id\":\"a\",\"attachments\":[\"../x\",null]}],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Collection\",\"arguments\":[{\"what\":7}],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Collection\",\"arguments\":[null],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Send\",\"arguments\":[42],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Send\",\"arguments\":[],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Nothing\",\"arguments\":[],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"ToString\",\"arguments\":[],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Open\",\"arguments\":[\"x\"],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":1,\"target\":\"Read\",\"arguments\":[-1],\"invocationId\":\"1\"}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "{\"type\":99}")]
    [InlineData("{\"protocol\":\"json\",\"version\":1}", "not json")]
    [InlineData("{\"protocol\":\"json\",\"version\":99}", "{}")]
    [InlineData("{\"protocol\":\"smoke signals\",\"version\":1}", "{}")]
    [InlineData("{\"protocol\":\"messagepack\",\"version\":1}", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("garbage", "garbage")]
    public async Task Malformed_hub_frames_change_nothing_and_hurt_nobody_else(string handshake, string frame)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();

        var answer = await ExchangeAsync(host, alice, handshake + RecordSeparator, frame + RecordSeparator);

        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("ConnectNow.", answer, StringComparison.Ordinal);
        await bob.SendAsync("Still talking");
        await bob.HearsAsync("Still talking");
        Assert.Equal(["joined", "joined", "message"], (await bob.SyncAsync(0)).Events!.Select(chatEvent => chatEvent.Kind));
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task A_frame_larger_than_64_kB_ends_only_its_own_connection()
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        await using var line = await alice.OpenAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => line.SendAsync(new string('x', 70_000)));

        await line.ClosedAsync();
        await bob.SendAsync("Still talking");
        await bob.HearsAsync("Still talking");
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task Hostile_unicode_goes_through_unchanged()
    {
        var host = await TestHost.CreateAsync(server);
        await using var alice = await (await host.AddPersonAsync("Alice")).OpenAsync();
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync(protocol: WireProtocol.MessagePack);
        string[] texts = ["<script>alert(1)</script>", "\u202Egnp.exe", "Z̸̢̛a̶l̷g̵o̴", "👩‍👩‍👧‍👦🏳️‍🌈", "\uFEFFbom", "a\u0000b", "שלום עולם", "﷽﷽﷽", "\u2028\u2029x", "'; DROP TABLE events;--"];

        foreach (var text in texts)
        {
            var sent = await alice.SendAsync(text);
            Assert.True(sent.Refusal is null, $"{text}: {sent.Refusal?.Message}");
        }

        await bob.HearsAsync(texts[^1]);
        Assert.Equal(texts.Select(text => text.ReplaceLineEndings("\n")), bob.Texts);
    }

    /// <summary>Speaks the raw protocol and gathers what the server says until it closes or has answered.</summary>
    private static async Task<string> ExchangeAsync(TestHost host, Person person, params string[] messages)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {person.Token}");
        await socket.ConnectAsync(
            new UriBuilder(host.Server.Address) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={host.ChatId}" }.Uri, TestContext.Current.CancellationToken);
        // The first answer has all the time it needs; what is silent after it stays silent.
        using var timeout = new CancellationTokenSource(Eventually.Timeout);
        var heard = new StringBuilder();
        try
        {
            foreach (var message in messages)
                await socket.SendAsync(Encoding.Latin1.GetBytes(message), WebSocketMessageType.Binary, true, timeout.Token);
            var buffer = new byte[64 * 1024];
            while (heard.ToString().Count(c => c == RecordSeparator) < 2)
            {
                var received = await socket.ReceiveAsync(buffer, timeout.Token);
                timeout.CancelAfter(TimeSpan.FromSeconds(2));
                if (received.MessageType == WebSocketMessageType.Close) break;
                heard.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException)
        {
            // Closed on us, or silent: both are fine.
        }

        return heard.ToString();
    }
}
