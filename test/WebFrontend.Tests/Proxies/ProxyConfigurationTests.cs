using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ConnectNow.Chats;
using ConnectNow.Participants;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Security;
using ConnectNow.WebFrontend.Tests.Running;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Proxies;

/// <summary>The configurations of docs/proxies.md do what that page says, with the proxies as Debian ships them.</summary>
public sealed class ProxyConfigurationTests : IAsyncLifetime
{
    private readonly TestCertificate _certificate = new();
    private readonly (int Tls, int Plain) _ports = (FreePort.Find(), FreePort.Find());
    private Server _server = null!;

    private string ChatId => _server.FirstRun.ChatId;

    private Uri Public => new($"https://localhost:{_ports.Tls}");

    public async ValueTask InitializeAsync() =>
        _server = await Server.StartAsync("--ConnectNow:PublicUrl", Public.AbsoluteUri, "--ConnectNow:Proxies", "127.0.0.1");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory, InlineData("nginx"), InlineData("caddy"), InlineData("haproxy")]
    public async Task A_documented_proxy_carries_pages_joining_files_and_the_hub(string name)
    {
        await using var proxy = await Proxy.StartAsync(name, _ports.Tls, _ports.Plain, _server.Address, _certificate);
        var alice = await SignedInAsync();
        using var http = new HttpClient(Handler()) { BaseAddress = Public };

        await ThePageComesOverTlsAloneAsync(http);
        await PeopleJoinWithCookiesOfThisHostAsync(http);
        await AFileGoesUpAndComesDownAsync(http, alice);
        await TheHubSpeaksAsync(alice, HttpTransportType.WebSockets);
        await TheHubSpeaksAsync(alice, HttpTransportType.ServerSentEvents);
    }

    private async Task<string> SignedInAsync()
    {
        var admitted = await _server.Grains.GetGrain<IChatGrain>(ChatId).Admit(
            new AdmissionRequest { Name = "Alice", Surname = "Ames", Email = "alice@example.com", Verified = false, Attempt = Secrets.NewId() });
        var participant = admitted.Value!.Participant;
        var secret = await _server.Grains.GetGrain<IParticipantGrain>($"{ChatId}/{participant.Id}").SignIn(participant.Stay, "test");
        return new ChatUserToken(ChatId, participant.Id, secret).ToString();
    }

    private async Task ThePageComesOverTlsAloneAsync(HttpClient http)
    {
        var path = $"/c/{ChatId}";
        using var page = await http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));

        using var plain = await http.GetAsync(new Uri($"http://localhost:{_ports.Plain}{path}"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PermanentRedirect, plain.StatusCode);
        Assert.StartsWith("https://localhost", plain.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
    }

    private async Task PeopleJoinWithCookiesOfThisHostAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/chats/{ChatId}/join/password") { Content = JsonContent.Create(new { password = _server.FirstRun.ChatPassword }) };
        request.Headers.Add("Origin", Public.GetLeftPart(UriPartial.Authority));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.StartsWith("__", cookie, StringComparison.Ordinal));
    }

    private async Task AFileGoesUpAndComesDownAsync(HttpClient http, string token)
    {
        var content = Sender.Bytes(5_000_000);
        var uploads = $"/api/chats/{ChatId}/uploads";
        var upload = (await CallAsync(HttpMethod.Post, uploads, JsonContent.Create(new { name = "plan.bin", size = content.Length })))
            .GetProperty("id").GetString();
        var digests = new List<byte>();
        for (var index = 0; index < Sender.BlocksOf(content); index++)
        {
            var block = Sender.Block(content, index);
            digests.AddRange(SHA256.HashData(block.Span));
            await CallAsync(HttpMethod.Put, $"{uploads}/{upload}/blocks/{index}", new ReadOnlyMemoryContent(block), Sender.Digest(block.Span));
        }

        await CallAsync(HttpMethod.Post, $"{uploads}/{upload}/complete", JsonContent.Create(new { digest = Sender.Digest(digests.ToArray()) }));
        var sent = await CallAsync(HttpMethod.Post, $"/api/chats/{ChatId}/messages", JsonContent.Create(new { text = "The plan", attachments = new[] { upload } }));
        using var wanted = Request(HttpMethod.Get, $"/api/chats/{ChatId}/messages/{sent.GetProperty("id")}/files/{upload}");
        using var file = await http.SendAsync(wanted, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(content, await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        async Task<JsonElement> CallAsync(HttpMethod method, string path, HttpContent body, string? digest = null)
        {
            using var request = Request(method, path);
            request.Content = body;
            if (digest is not null) request.Headers.TryAddWithoutValidation("Content-Digest", digest);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
        }

        HttpRequestMessage Request(HttpMethod method, string path)
        {
            var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Authorization", $"Bearer {token}");
            return request;
        }
    }

    private async Task TheHubSpeaksAsync(string token, HttpTransportType transport)
    {
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(Public, $"/hubs/chat?chat={ChatId}"), options =>
        {
            options.Transports = transport;
            options.SkipNegotiation = transport == HttpTransportType.WebSockets;
            options.Headers.Add("Authorization", $"Bearer {token}");
            options.HttpMessageHandlerFactory = _ => Handler();
            options.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = _certificate.IsShown;
        }).AddJsonProtocol(options => WireFormat.Apply(options.PayloadSerializerOptions)).Build();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<EventsBody>(HubEvents.Events, body =>
        {
            if (body.Events.Any(chatEvent => chatEvent.Text == $"Over {transport}")) heard.TrySetResult();
        });

        await hub.StartAsync(TestContext.Current.CancellationToken);
        Assert.Null((await hub.InvokeAsync<SnapshotAnswer>("Open", (long?)null, TestContext.Current.CancellationToken)).Refusal);
        Assert.Null((await hub.InvokeAsync<SendAnswer>("Send", new SendRequest { ClientId = Secrets.NewId(), Text = $"Over {transport}" }, TestContext.Current.CancellationToken)).Refusal);
        await heard.Task.WaitAsync(Eventually.Timeout, TestContext.Current.CancellationToken);
    }

    private SocketsHttpHandler Handler() => new() { AllowAutoRedirect = false, UseCookies = false, SslOptions = { RemoteCertificateValidationCallback = _certificate.IsShown } };
}
