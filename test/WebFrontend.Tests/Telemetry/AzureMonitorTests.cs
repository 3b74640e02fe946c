using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using ConnectNow.WebFrontend.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>
/// What Azure Monitor would get, taken by a server on this machine that answers as its ingestion does. Metrics go there once a minute,
/// which no test waits for.
/// </summary>
public sealed class AzureMonitorTests
{
    [Fact]
    public async Task Requests_commits_and_logs_arrive_and_nothing_tells_of_whom()
    {
        var received = new ConcurrentQueue<JsonNode>();
        await using var ingestion = await ReceiveAsync(received);
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(
            FreePort.Find(), Path.Combine(directory.Path, "data"), "--ConnectNow:Telemetry:SampleRatio", "1",
            "--OTEL_BSP_SCHEDULE_DELAY", "200", "--OTEL_BLRP_SCHEDULE_DELAY", "200",
            "--ConnectNow:Telemetry:AzureMonitor:ConnectionString", $"InstrumentationKey={Guid.NewGuid()};IngestionEndpoint={AddressOf(ingestion)}/;LiveEndpoint={AddressOf(ingestion)}/");
        var firstRun = await server.FirstRunAsync();
        using var company = new Browser(server.Address, firstRun.ApiToken);
        using var stranger = new Browser(server.Address, "cnu_wrong");

        (await company.PostAsync($"/api/chats/{firstRun.ChatId}/messages", new { text = "A sentence about marmalade" })).Expect(HttpStatusCode.Created);
        (await stranger.GetAsync($"/api/chats/{firstRun.ChatId}")).Expect(HttpStatusCode.Unauthorized);

        await Eventually.TrueAsync(() => Of("RequestData", "name").Select(name => name.TrimEnd('/')).Contains("POST /api/chats/{chat_id}/messages"), "the request came");
        await Eventually.TrueAsync(() => Of("RemoteDependencyData", "name").Contains("chat commit"), "the commit came");
        await Eventually.TrueAsync(() => Of("MessageData", "message").Any(line => line.StartsWith("Refused: access, wrong_credential", StringComparison.Ordinal)), "the wrong token was logged");
        server.Terminate();
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
        Assert.All(received, item => Assert.Equal("connectnow", item["tags"]!["ai.cloud.role"]!.ToString()));
        Assert.DoesNotContain(received, item => item.ToJsonString().Contains("marmalade", StringComparison.Ordinal) || item.ToJsonString().Contains(firstRun.ApiToken, StringComparison.Ordinal));

        IEnumerable<string> Of(string kind, string field) => received.Where(item => Kind(item) == kind).Select(item => item["data"]!["baseData"]![field]!.ToString());
    }

    private static string Kind(JsonNode item) => item["data"]!["baseType"]!.ToString();

    private static string AddressOf(WebApplication web) =>
        web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static async Task<WebApplication> ReceiveAsync(ConcurrentQueue<JsonNode> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        web.Run(async http =>
        {
            if (http.Request.Path != "/v2.1/track")
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await using var body = http.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(http.Request.Body, CompressionMode.Decompress) : http.Request.Body;
            using var lines = new StreamReader(body);
            var count = 0;
            while (await lines.ReadLineAsync(http.RequestAborted) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line)) continue;
                received.Enqueue(JsonNode.Parse(line)!);
                count++;
            }

            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync($$"""{"itemsReceived":{{count}},"itemsAccepted":{{count}},"errors":[]}""", http.RequestAborted);
        });
        await web.StartAsync(TestContext.Current.CancellationToken);
        return web;
    }
}
