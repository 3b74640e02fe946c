using ConnectNow.WebFrontend.Tests.Rest;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Security;

/// <summary>
/// Every endpoint × every role. An endpoint that is not in the table fails the test: whoever adds one must say who may use it.
/// </summary>
public sealed class RolesTests(Server server)
{
    /// <summary>In the order of the columns of <see cref="Table"/>.</summary>
    internal static readonly string[] Roles =
        ["nobody", "wrong token", "participant of another chat", "participant who left", "participant", "company", "other company"];

    private const string Who = """{"name":"Eve","surname":"Evans","email":"eve@example.com"}""";

    /// <summary>Endpoint, body, statuses by role. Those that are for everybody are so by the protocol: they check what is typed.</summary>
    internal static readonly (string Endpoint, string? Body, int[] Statuses)[] Table =
    [
        ("GET /health/live", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /health/ready", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /openapi/v1.json", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /outbox", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /outbox/style.css", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /outbox/{name}", null, [404, 404, 404, 404, 404, 404, 404]),
        ("GET /outbox/{name}/html", null, [404, 404, 404, 404, 404, 404, 404]),
        ("POST /share", null, [303, 303, 303, 303, 303, 303, 303]),
        ("GET /api/chats/{chat_id}/join", null, [200, 200, 200, 200, 200, 200, 200]),
        ("POST /api/chats/{chat_id}/join/password", """{"password":"wrong"}""", [403, 403, 403, 403, 403, 403, 403]),
        ("POST /api/chats/{chat_id}/join/who", Who, [410, 410, 410, 410, 410, 410, 410]),
        ("POST /api/chats/{chat_id}/join/code", """{"code":"123456"}""", [410, 410, 410, 410, 410, 410, 410]),
        ("POST /api/chats/{chat_id}/join/code/new", null, [410, 410, 410, 410, 410, 410, 410]),
        ("POST /api/chats/{chat_id}/join/back", null, [410, 410, 410, 410, 410, 410, 410]),
        ("POST /api/sign-in", """{"email":"SOMEBODY"}""", [202, 202, 202, 202, 202, 202, 202]),
        ("POST /api/sign-in/code", """{"code":"123456"}""", [410, 410, 410, 410, 410, 410, 410]),
        ("POST /api/sign-in/chats", """{"chats":[]}""", [410, 410, 410, 410, 410, 410, 410]),
        ("GET /api/device/chats", null, [200, 200, 200, 200, 200, 200, 200]),
        ("POST /api/chats/{chat_id}/users/get-token", """{"email":"SOMEBODY"}""", [202, 202, 202, 202, 202, 202, 202]),
        ("GET /api/user", null, [401, 401, 403, 401, 403, 200, 200]),
        ("GET /api/chat-user", null, [401, 401, 200, 401, 200, 403, 403]),
        ("GET /api/companies", null, [401, 401, 403, 401, 403, 200, 200]),
        ("POST /api/companies", """{"name":"New"}""", [401, 401, 403, 401, 403, 201, 201]),
        ("GET /api/companies/{company_id}", null, [401, 401, 403, 401, 403, 200, 404]),
        ("PUT /api/companies/{company_id}", """{"name":"Other"}""", [401, 401, 403, 401, 403, 200, 404]),
        ("DELETE /api/companies/{company_id}", null, [401, 401, 403, 401, 403, 409, 404]),
        ("GET /api/chats", null, [401, 401, 403, 401, 403, 200, 200]),
        ("POST /api/chats", """{"name":"New","password":"correct horse battery"}""", [401, 401, 403, 401, 403, 201, 201]),
        ("GET /api/chats/{chat_id}", null, [401, 401, 403, 401, 200, 200, 404]),
        ("PUT /api/chats/{chat_id}", """{"name":"Other"}""", [401, 401, 403, 401, 403, 200, 404]),
        ("DELETE /api/chats/{chat_id}", null, [401, 401, 403, 401, 403, 204, 404]),
        ("POST /api/chats/{chat_id}/share", null, [401, 401, 403, 401, 200, 200, 404]),
        ("GET /api/chats/{chat_id}/users", null, [401, 401, 403, 401, 200, 200, 404]),
        ("POST /api/chats/{chat_id}/users", Who, [401, 401, 403, 401, 403, 201, 404]),
        ("GET /api/chats/{chat_id}/users/{user_id}", null, [401, 401, 403, 401, 200, 200, 404]),
        ("PUT /api/chats/{chat_id}/users/{user_id}", """{"name":"Other"}""", [401, 401, 403, 401, 200, 200, 404]),
        ("DELETE /api/chats/{chat_id}/users/{user_id}", null, [401, 401, 403, 401, 204, 204, 404]),
        // This participant came by themselves: not even the company has a token for them.
        ("POST /api/chats/{chat_id}/users/{user_id}/token", null, [401, 401, 403, 401, 403, 403, 404]),
        ("GET /api/chats/{chat_id}/messages", null, [401, 401, 403, 401, 200, 200, 404]),
        ("POST /api/chats/{chat_id}/messages", """{"text":"Hello"}""", [401, 401, 403, 401, 201, 201, 404]),
        ("GET /api/chats/{chat_id}/messages/{message_id}", null, [401, 401, 403, 401, 200, 200, 404]),
        ("PUT /api/chats/{chat_id}/messages/{message_id}", """{"text":"Other"}""", [401, 401, 403, 401, 200, 403, 404]),
        ("DELETE /api/chats/{chat_id}/messages/{message_id}", null, [401, 401, 403, 401, 204, 204, 404]),
        ("GET /api/push", null, [200, 200, 200, 200, 200, 200, 200]),
        ("GET /api/chats/{chat_id}/notifications", null, [401, 401, 403, 401, 200, 403, 403]),
        ("PUT /api/chats/{chat_id}/notifications", """{"level":"all"}""", [401, 401, 403, 401, 200, 403, 403]),
        ("DELETE /api/chats/{chat_id}/notifications/devices", """{"endpoint":"https://fcm.googleapis.com/x"}""", [401, 401, 403, 401, 204, 403, 403]),
        ("POST /api/chats/{chat_id}/uploads", """{"name":"a.bin","size":1}""", [401, 401, 403, 401, 201, 201, 404]),
        ("GET /api/chats/{chat_id}/uploads/{upload_id}", null, [401, 401, 403, 401, 200, 404, 404]),
        ("PUT /api/chats/{chat_id}/uploads/{upload_id}/blocks/{index}", "x", [401, 401, 403, 401, 204, 404, 404]),
        ("PUT /api/chats/{chat_id}/uploads/{upload_id}/preview", "x", [401, 401, 403, 401, 204, 404, 404]),
        ("POST /api/chats/{chat_id}/uploads/{upload_id}/complete", """{"digest":"DIGEST"}""", [401, 401, 403, 401, 409, 404, 404]),
        // Of an upload that is not one's own, or was never there, nothing is to be ended: that is done.
        ("DELETE /api/chats/{chat_id}/uploads/{upload_id}", null, [401, 401, 403, 401, 204, 204, 404]),
        ("GET /api/chats/{chat_id}/messages/{message_id}/files/{file_id}", null, [401, 401, 403, 401, 200, 200, 404]),
        ("HEAD /api/chats/{chat_id}/messages/{message_id}/files/{file_id}", null, [401, 401, 403, 401, 200, 200, 404]),
        ("GET /api/chats/{chat_id}/messages/{message_id}/files/{file_id}/preview", null, [401, 401, 403, 401, 404, 404, 404]),
        ("HEAD /api/chats/{chat_id}/messages/{message_id}/files/{file_id}/preview", null, [401, 401, 403, 401, 404, 404, 404]),
        ("POST /hubs/chat/negotiate", null, [401, 401, 403, 401, 200, 403, 403]),
        ("GET /hubs/chat", null, [401, 401, 403, 401, 400, 403, 403]),
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Table.Length)];

    [Fact]
    public void Every_endpoint_stands_in_the_table_and_the_table_names_no_other()
    {
        var known = Table.Select(row => row.Endpoint).ToHashSet();

        // Health checks and the hub answer any method; the table names the one that is meant.
        var running = Endpoints.Of(server).Select(endpoint => endpoint.StartsWith('*') ? known.FirstOrDefault(row => row.EndsWith(endpoint[1..], StringComparison.Ordinal)) ?? endpoint : endpoint);

        Assert.Equal(known.Order(), running.Distinct().Order());
    }

    /// <summary>And each answer, whoever gets it, is one that the OpenAPI document promises.</summary>
    [Theory, MemberData(nameof(Rows))]
    public async Task Everybody_may_do_what_the_table_says(int row)
    {
        var (endpoint, body, statuses) = Table[row];
        var document = await ApiDocument.OfAsync(server);
        for (var role = 0; role < Roles.Length; role++)
        {
            var cast = await Cast.CreateAsync(server);
            var reply = await cast.CallAsync(role, endpoint, body);
            Assert.True(statuses[role] == reply.Code, $"{endpoint} by {Roles[role]}: expected {statuses[role]}, got {reply.Code}: {reply.Text}");
            Assert.Empty(document.Wrong(endpoint, reply));
            if (reply.Code == 401) Assert.StartsWith("Bearer", reply.Headers["WWW-Authenticate"], StringComparison.Ordinal);
            if (reply.Code >= 400 && !endpoint.StartsWith("HEAD", StringComparison.Ordinal) && !endpoint.Contains("/hubs/", StringComparison.Ordinal)) Assert.Equal("application/problem+json", reply.Headers["Content-Type"]);
        }
    }

    /// <summary>One chat with a message of its participant, and everybody who may knock at it.</summary>
    private sealed record Cast(TestHost TestHost, TestHost Other, Person Participant, Person Stranger, Person Gone, string UploadId, string MessageId, string FileId)
    {
        public static async Task<Cast> CreateAsync(Server server)
        {
            var host = await TestHost.CreateAsync(server);
            var other = await TestHost.CreateAsync(server);
            var (participant, stranger, gone) = (await host.AddPersonAsync("Alice"), await other.AddPersonAsync("Stranger"), await host.AddPersonAsync("Gone"));
            await gone.Program().DeleteAsync($"{host.ChatPath}/users/{gone.Id}");
            var upload = await participant.Sender().BegunAsync("a.pdf", 1);
            var message = await participant.Sender().SendAsync("b.bin", [1], "Hello");
            return new Cast(host, other, participant, stranger, gone, upload, message["id"]!, message.Json["attachments"]![0]!["id"]!.ToString());
        }

        public async Task<Reply> CallAsync(int role, string endpoint, string? body)
        {
            using var browser = TestHost.Server.NewBrowser(TokenOf(role));
            var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
            var real = path.Replace("{chat_id}", TestHost.ChatId, StringComparison.Ordinal)
                .Replace("{company_id}", TestHost.CompanyId, StringComparison.Ordinal)
                .Replace("{user_id}", Participant.Id, StringComparison.Ordinal)
                .Replace("{message_id}", MessageId, StringComparison.Ordinal)
                .Replace("{upload_id}", UploadId, StringComparison.Ordinal)
                .Replace("{file_id}", FileId, StringComparison.Ordinal)
                .Replace("{index}", "0", StringComparison.Ordinal)
                .Replace("{name}", "none", StringComparison.Ordinal);
            if (real.StartsWith("/hubs", StringComparison.Ordinal)) real += $"?chat={TestHost.ChatId}&negotiateVersion=1";
            var sent = body?.Replace("SOMEBODY", $"{Secrets.NewId()}@example.com", StringComparison.Ordinal)
                .Replace("DIGEST", Sender.Digest([]), StringComparison.Ordinal);
            return await browser.SendAsync(HttpMethod.Parse(method), real, sent, request => request.Headers.Add("Content-Digest", Sender.Digest("x"u8)));
        }

        private string? TokenOf(int role) => role switch
        {
            0 => null,
            1 => $"cnu_{TestHost.ChatId}_{Participant.Id}_{Secrets.NewSecret()}",
            2 => Stranger.Token,
            3 => Gone.Token,
            4 => Participant.Token,
            5 => TestHost.ApiToken,
            _ => Other.ApiToken,
        };
    }
}
