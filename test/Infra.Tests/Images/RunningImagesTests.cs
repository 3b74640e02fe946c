using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ConnectNow.Cluster;

namespace ConnectNow.Infra.Tests.Images;

/// <summary>The programs as the images hold them, as a cluster, with what stands before silos on the platform between them.</summary>
public sealed class RunningImagesTests(PublishedPrograms published)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task What_was_published_forms_a_cluster_in_which_people_talk()
    {
        var before = (PublishedPrograms.FilesIn(published.Silo), PublishedPrograms.FilesIn(published.Web));
        var address = new SiloAddress(IPAddress.Loopback, IPAddress.Parse("127.0.0.2"), FreePort.Find(IPAddress.Loopback, IPAddress.Parse("127.0.0.2")), FreePort.Find(IPAddress.Loopback, IPAddress.Parse("127.0.0.2")));
        await using var ingress = new LateIngress(address.Advertised, address.Listens, address.Port, address.GatewayPort);
        await using var cluster = await LocalCluster.PrepareAsync(new ClusterOptions
        {
            SiloProgram = Path.Combine(published.Silo, "ConnectNow.Silo.dll"),
            FrontendProgram = Path.Combine(published.Web, "ConnectNow.WebFrontend.dll"),
            AddressOfSilo = _ => address,
            Settings = ["ConnectNow:Silo:AwaitReachable=true"],
        });

        var joining = cluster.AddSiloAsync();
        var starting = cluster.AddFrontendAsync();
        await SaidAsync(cluster, "Waiting to be reachable at");
        Assert.False(joining.IsCompleted || starting.IsCompleted, cluster.Report());
        ingress.Open();
        var silo = await joining;
        var frontend = await starting;

        Assert.Contains(silo.Output, line => line.Contains("Reachable at", StringComparison.Ordinal));
        await TalkAsync(frontend.Address, await cluster.FirstRunAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await frontend.TerminateAsync(LocalCluster.StopGrace));
        Assert.Equal(0, await silo.TerminateAsync(LocalCluster.StopGrace));
        Assert.Equal(before, (PublishedPrograms.FilesIn(published.Silo), PublishedPrograms.FilesIn(published.Web)), FileLists);
    }

    private static bool FileLists(
        (IReadOnlyList<string>, IReadOnlyList<string>) one, (IReadOnlyList<string>, IReadOnlyList<string>) other) =>
        one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2);

    private static async Task SaidAsync(LocalCluster cluster, string text)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!cluster.Silos.Any(silo => silo.Output.Any(line => line.Contains(text, StringComparison.Ordinal))))
        {
            Assert.False(timeout.IsCancellationRequested, cluster.Report());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    private static async Task TalkAsync(Uri frontend, FirstRun first)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = frontend, Timeout = Timeout };
        var page = await client.GetStringAsync(new Uri($"/c/{first.ChatId}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("<script", page, StringComparison.Ordinal);

        var session = await JoinAsync(client, first.ChatId, "password", new { password = first.ChatPassword }, null, $"cn-join-{first.ChatId}");
        var token = await JoinAsync(client, first.ChatId, "who", new { name = "Ada", surname = "Lovelace", email = "ada@example.com" }, $"cn-join-{first.ChatId}={session}", $"cn-{first.ChatId}");

        await HearAsync(frontend, first.ChatId, token);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", first.ApiToken);
        using var sent = await client.PostAsJsonAsync($"/api/chats/{first.ChatId}/messages", new { text = "Published and well", client_id = Guid.NewGuid() }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, sent.StatusCode);
        var kept = await client.GetFromJsonAsync<JsonElement>($"/api/chats/{first.ChatId}/messages", TestContext.Current.CancellationToken);
        Assert.Contains(kept.GetProperty("data").EnumerateArray(), message => message.GetProperty("text").GetString() == "Published and well");
    }

    // The value of the cookie that the answer sets.
    private static async Task<string> JoinAsync(HttpClient client, string chat, string step, object body, string? cookie, string answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/chats/{chat}/join/{step}") { Content = JsonContent.Create(body) };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var set = answer.Headers.GetValues("Set-Cookie").First(header => header.StartsWith($"{answered}=", StringComparison.Ordinal));
        return set[(answered.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
    }

    // SignalR's handshake, on a WebSocket without negotiation.
    private static async Task HearAsync(Uri frontend, string chat, string token)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new UriBuilder(frontend) { Scheme = "ws", Path = "/hubs/chat", Query = $"chat={chat}" }.Uri, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        var answer = new byte[3];
        await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal("{}\u001e", Encoding.UTF8.GetString(answer));
    }
}
