using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Tests.Running;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace ConnectNow.WebFrontend.Tests.Security.Hostile;

/// <summary>
/// A hundred thousand generated calls and frames: none makes a fault, none changes what its sender may not change, and what is changed is
/// exactly what was acknowledged. <c>CONNECTNOW_HOSTILE_TIMES=50</c> does fifty times as much, with other seeds.
/// </summary>
public sealed class GeneratedInputTests
{
    private const int Calls = 20_000;
    private const int Invocations = 74_000;
    private const int BrokenFrames = 4_000;
    private const int RawRequests = 2_000;
    private const int Seed = 20261123;
    private const int Workers = 4;
    private const int Batch = 40;
    private const char RecordSeparator = '\u001e';

    // What slows down those who ask too often would keep most of it from being looked at.
    private static readonly string[] NoHurry =
    [
        .. new[] { "RequestsPerSecond", "RequestBurst", "AddressRequestsPerSecond", "AddressRequestBurst", "MessagesPerSecond", "MessageBurst" }
            .SelectMany(limit => new[] { $"--ConnectNow:Limits:{limit}", "1000000" }),
    ];

    /// <summary>
    /// What somebody inside may do, and what would end the experiment or make it slow: passwords are hashed slowly on purpose.
    /// </summary>
    private static readonly string[] NotByInsiders =
        ["DELETE /api/chats/{chat_id}", "PUT /api/chats/{chat_id}", "DELETE /api/chats/{chat_id}/users/{user_id}", "DELETE /api/companies/{company_id}", "POST /api/chats"];

    private static readonly string[] HubFields = ["client_id", "text", "attachments", "before", "count", "what", "seq", "after"];

    private static readonly string[] HubMethods =
        [.. typeof(ChatHub).GetMethods().Where(method => method.DeclaringType == typeof(ChatHub)).Select(method => method.Name), "Nothing", "ToString", "OnConnectedAsync", "Dispose", ""];

    private static int Times =>
        int.Parse(Environment.GetEnvironmentVariable("CONNECTNOW_HOSTILE_TIMES") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public void Together_they_are_a_hundred_thousand() => Assert.True(Calls + Invocations + BrokenFrames + RawRequests >= 100_000);

    [Fact]
    public async Task Calls_make_no_fault_and_change_only_what_was_acknowledged()
    {
        await using var server = await Server.StartAsync(NoHurry);
        var (attacked, own, foreign) = (await Room.CreateAsync(server), await Room.CreateAsync(server), await Room.CreateAsync(server));
        await attacked.Gone.Program().DeleteAsync($"{attacked.TestHost.ChatPath}/users/{attacked.Gone.Id}");
        var before = await attacked.StateAsync();
        var fields = await HostileRequests.FieldsAsync(server);
        var acknowledged = new ConcurrentDictionary<string, byte>();
        var answers = new ConcurrentDictionary<int, int>();
        var closed = 0;

        await EachAsync(Calls, async (values, count) =>
        {
            var requests = new HostileRequests(values, Endpoints.Of(server), fields);
            string?[] outside = [null, $"cnu_{attacked.TestHost.ChatId}_{attacked.Person.Id}_{Secrets.NewSecret()}", foreign.Person.Token, attacked.Gone.Token, foreign.TestHost.ApiToken, "", "cnc_x"];
            using Browser alice = own.Person.Program(), company = own.TestHost.Company();
            var strangers = outside.Select(server.NewBrowser).ToArray();
            for (var number = 0; number < count; number++)
            {
                var isInside = values.OneIn(3);
                var (endpoint, request) = requests.Next(isInside ? own.Ids : attacked.Ids);
                using (request)
                {
                    if (isInside && NotByInsiders.Contains($"{request.Method} {endpoint.Split(' ')[1]}")) continue;
                    var browser = isInside ? values.OneIn(3) ? company : alice : values.Any(strangers);
                    if (await Browser.UnlessClosedAsync(() => browser.SendAsync(request)) is not { } reply)
                    {
                        Interlocked.Increment(ref closed);
                        continue;
                    }

                    Assert.True(reply.Code < 500, $"{request.Method} {request.RequestUri}: {reply.Code} {reply.Text}");
                    answers.AddOrUpdate(reply.Code, 1, (_, seen) => seen + 1);
                    if (reply.Code == 201 && endpoint.EndsWith("/messages", StringComparison.Ordinal)) acknowledged.TryAdd(reply["id"]!, 0);
                }
            }

            foreach (var stranger in strangers) stranger.Dispose();
        });

        Assert.Equal(before, await attacked.StateAsync());
        Assert.InRange(closed, 0, Calls * Times / 100);
        await own.MustHoldExactlyAsync(acknowledged.Keys.Select(id => long.Parse(id, CultureInfo.InvariantCulture)), unanswered: closed);
        Assert.Empty(server.Errors.All);
        // It was looked at, and in depth: each kind of answer came up.
        Assert.All(new[] { 200, 401, 403, 404, 405, 415, 422 }, code => Assert.True(answers.ContainsKey(code), $"Nothing was answered {code}: {string.Join(' ', answers)}"));
    }

    [Fact]
    public async Task Invocations_are_all_answered_and_change_only_what_was_acknowledged()
    {
        await using var server = await Server.StartAsync(NoHurry);
        var own = await Room.CreateAsync(server);
        var acknowledged = new ConcurrentDictionary<long, byte>();

        await EachAsync(Invocations, async (values, count) =>
        {
            var person = await own.TestHost.AddPersonAsync();
            using var hub = await RawHub.ConnectAsync(person, "json");
            for (var number = 0; number < count; number += Batch)
            {
                var frames = Enumerable.Range(number, Math.Min(Batch, count - number)).Select(id => Invocation(values, id)).ToArray();
                await hub.SendAsync(Encoding.UTF8.GetBytes(string.Concat(frames)));
                var completions = await hub.CompletionsAsync(frames.Length);
                Assert.True(completions.Count == frames.Length, $"{hub.Farewell}: {frames.ElementAtOrDefault(completions.Count)}");
                foreach (var completion in completions)
                {
                    if (completion["result"]?["seq"]?.GetValue<long>() is { } seq) acknowledged.TryAdd(seq, 0);
                }
            }
        });

        await own.MustHoldExactlyAsync(acknowledged.Keys);
        Assert.True(acknowledged.Count > 100, $"Only {acknowledged.Count} were good: the others were refused before anything was looked at.");
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task Broken_frames_hurt_nobody_but_their_sender()
    {
        await using var server = await Server.StartAsync(NoHurry);
        var (own, attacked) = (await Room.CreateAsync(server), await Room.CreateAsync(server));
        var before = await attacked.StateAsync();
        var json = new JsonHubProtocol();
        var messagePack = new MessagePackHubProtocol(Options.Create(new MessagePackHubProtocolOptions { SerializerOptions = WireFormat.MessagePack }));

        await EachAsync(BrokenFrames, async (values, count) =>
        {
            var person = await own.TestHost.AddPersonAsync();
            var isJson = values.OneIn(2);
            IHubProtocol protocol = isJson ? json : messagePack;
            RawHub? hub = null;
            for (var number = 0; number < count; number++)
            {
                hub ??= await RawHub.ConnectAsync(person, protocol.Name);
                var good = isJson ? Encoding.UTF8.GetBytes(Invocation(values, number)) : protocol.GetMessageBytes(new InvocationMessage($"{number}", "Send", [new SendRequest { ClientId = Secrets.NewId(), Text = "good" }])).ToArray();
                var probe = $"probe-{number}";
                // A length that lies makes the server wait for the rest, which the probe, said often enough, is: whichever way, it goes on
                // or ends.
                var probes = protocol.GetMessageBytes(new InvocationMessage(probe, "Read", [0L])).ToArray();
                var isOpen = await hub.SendAsync(values.Mutated(good)) && await hub.SendAsync(probes) && await hub.SendAsync(new byte[70_000]);
                if (isOpen) await hub.HearsAsync(Encoding.UTF8.GetBytes(probe));
                hub.Dispose();
                hub = null;
            }
        });

        Assert.Equal(before, await attacked.StateAsync());
        await own.MustBeWholeAsync();
        await using var line = await own.Person.OpenAsync();
        await line.SendAsync("Still talking");
        await line.HearsAsync("Still talking");
        Assert.Empty(server.Errors.All);
    }

    [Fact]
    public async Task Raw_requests_get_a_client_error_or_a_closed_connection()
    {
        await using var server = await Server.StartAsync(NoHurry);
        var attacked = await Room.CreateAsync(server);
        var before = await attacked.StateAsync();
        string[] good =
        [
            "GET / HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n",
            $"GET /hubs/chat?chat={attacked.TestHost.ChatId} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            $"POST {attacked.TestHost.ChatPath}/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{{\"text\":\"x\"}}",
            "POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0",
        ];

        await EachAsync(RawRequests, async (values, count) =>
        {
            for (var number = 0; number < count; number++)
            {
                var answer = await SayAsync(server.Address, values.OneIn(20) ? values.Bytes(5_000) : values.Mutated(Encoding.Latin1.GetBytes(values.Any(good))));
                Assert.DoesNotMatch(@"^HTTP/1\.1 50[0-4]", answer);
                Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
            }
        });

        Assert.Equal(before, await attacked.StateAsync());
        Assert.Empty(server.Errors.All);
    }

    private static async Task EachAsync(int inputs, Func<HostileValues, int, Task> work) =>
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => work(new HostileValues(Seed + (Times * 1000) + worker), inputs * Times / Workers))));

    private static string Invocation(HostileValues values, int id)
    {
        var arguments = values.OneIn(8)
            ? $"{{\"client_id\":\"{Secrets.NewId()}\",\"text\":{HostileValues.Quoted(values.Text())}}}"
            : string.Join(',', Enumerable.Range(0, values.OneIn(6) ? values.Below(4) : 1).Select(_ => Whole(values.OneIn(2) ? values.Json() : values.Object(HubFields))));
        return $"{{\"type\":1,\"invocationId\":\"{id}\",\"target\":\"{values.Any(HubMethods)}\",\"arguments\":[{arguments}]}}{RecordSeparator}";

        // The frame itself is to be good: what is in it is not.
        static string Whole(string json)
        {
            try
            {
                using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 50 });
                return json.Length < 15_000 ? json : "{}";
            }
            catch (JsonException)
            {
                return "{}";
            }
        }
    }

    private static async Task<string> SayAsync(Uri server, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Timeout);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            return "";
        }
    }

    /// <summary>A chat with something in it that can be attacked.</summary>
    private sealed record Room(TestHost TestHost, Person Person, Person Gone, IReadOnlyDictionary<string, string> Ids)
    {
        public static async Task<Room> CreateAsync(Server server)
        {
            var host = await TestHost.CreateAsync(server);
            var (person, gone) = (await host.AddPersonAsync("Alice"), await host.AddPersonAsync("Gone"));
            var upload = await person.Sender().BegunAsync("a.bin", 1);
            var message = await person.Sender().SendAsync("b.bin", [1], "Hello");
            return new Room(host, person, gone, new Dictionary<string, string>
            {
                ["chat_id"] = host.ChatId,
                ["company_id"] = host.CompanyId,
                ["user_id"] = person.Id,
                ["message_id"] = message["id"]!,
                ["upload_id"] = upload,
                ["file_id"] = message.Json["attachments"]![0]!["id"]!.ToString(),
                ["index"] = "0",
            });
        }

        /// <summary>All there is to know about the chat and its company.</summary>
        public async Task<string> StateAsync()
        {
            using var company = TestHost.Company();
            string[] paths = [TestHost.ChatPath, $"{TestHost.ChatPath}/users", $"{TestHost.ChatPath}/messages", $"/api/companies/{TestHost.CompanyId}", "/api/chats"];
            var texts = new List<string>();
            foreach (var path in paths) texts.Add((await company.GetAsync(path)).Expect(System.Net.HttpStatusCode.OK).Text);
            return string.Join('\n', texts.Append(JsonSerializer.Serialize(await EventsAsync())));
        }

        /// <summary>
        /// Fails unless the messages said here are those that were acknowledged, no fewer, and no more but for what went unanswered.
        /// </summary>
        public async Task MustHoldExactlyAsync(IEnumerable<long> acknowledged, int unanswered = 0)
        {
            var said = (await MustBeWholeAsync()).Where(chatEvent => chatEvent.Kind == EventKind.Message && chatEvent.Seq != long.Parse(Ids["message_id"], CultureInfo.InvariantCulture))
                .Select(chatEvent => chatEvent.Seq).ToHashSet();

            Assert.Superset(acknowledged.ToHashSet(), said);
            Assert.InRange(said.Count - acknowledged.Count(), 0, unanswered);
        }

        /// <summary>Fails unless the events are numbered without a gap, and hold no text that is none.</summary>
        public async Task<IReadOnlyList<ChatEvent>> MustBeWholeAsync()
        {
            var events = await EventsAsync();

            Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(chatEvent => chatEvent.Seq));
            Assert.All(events, chatEvent => Assert.Equal(chatEvent.Text ?? "", string.Concat((chatEvent.Text ?? "").EnumerateRunes().Select(rune => rune.ToString()))));
            return events;
        }

        private async Task<List<ChatEvent>> EventsAsync()
        {
            var events = new List<ChatEvent>();
            var last = (await TestHost.Chat.Describe()).Value!.LastSeq;
            while (events.Count < last) events.AddRange((await TestHost.Chat.Range(events.Count + 1, Math.Min(last, events.Count + 100))).Events);
            return events;
        }
    }
}
