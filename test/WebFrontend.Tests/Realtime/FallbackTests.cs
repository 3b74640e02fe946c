using System.Net;
using System.Net.Http.Headers;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Realtime;

/// <summary>What a proxy needs to know of a connection that is no WebSocket.</summary>
public sealed class FallbackTests(Server server)
{
    [Fact]
    public async Task Server_sent_events_ask_the_proxies_on_their_way_not_to_hold_them_back()
    {
        var host = await TestHost.CreateAsync(server);
        var person = await host.AddPersonAsync();
        using var browser = server.NewBrowser(person.Token);
        var hub = $"/hubs/chat?chat={host.ChatId}";
        var negotiated = (await browser.PostAsync($"{hub.Replace("?", "/negotiate?", StringComparison.Ordinal)}&negotiateVersion=1"))
            .Expect(HttpStatusCode.OK);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, $"{hub}&id={negotiated["connectionToken"]}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Token);

        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(["no"], answer.Headers.GetValues("X-Accel-Buffering"));
    }
}
