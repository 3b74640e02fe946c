using System.Net;
using ConnectNow.Cluster;
using ConnectNow.WebFrontend.Tests.Clustering;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>A frontend and a silo, each a process of its own, send what they do to a collector; what arrives there is judged.</summary>
public sealed class TracingTests
{
    private static readonly string[] OfFrontend =
        ["connectnow.connections", "connectnow.people", "connectnow.delivery.lag", "connectnow.joins", "connectnow.access.refusals", "http.server.request.duration", "orleans-client-connected-gateways", "dotnet.process.memory.working_set"];

    private static readonly string[] OfSilo =
        ["connectnow.chats.active", "connectnow.leases", "connectnow.messages", "connectnow.commit.duration", "connectnow.commit.operations", "orleans-catalog-activations", "dotnet.process.cpu.time"];

    [Fact]
    public async Task One_trace_leads_from_a_browsers_call_to_the_commit_and_metrics_and_logs_arrive_and_nothing_tells_of_whom()
    {
        await using var collector = await Collector.StartAsync();
        await using var cluster = await LocalCluster.StartAsync(new ClusterOptions
        {
            Silos = 1,
            Frontends = 1,
            Settings =
            [
                $"ConnectNow:Telemetry:Otlp={collector.Address}", "ConnectNow:Telemetry:SampleRatio=1",
                "OTEL_BSP_SCHEDULE_DELAY=200", "OTEL_BLRP_SCHEDULE_DELAY=200", "OTEL_METRIC_EXPORT_INTERVAL=500",
            ],
        });
        var firstRun = await cluster.FirstRunAsync(TestContext.Current.CancellationToken);
        var frontend = cluster.Frontends[0].Address;
        using var company = new Browser(frontend, firstRun.ApiToken) { TriesAgain = true };
        var chatId = (await company.PostAsync("/api/chats", new { name = "Zanzibar Bicycles", password = TestHost.Password }))
            .Expect(HttpStatusCode.Created)["id"]!;
        using var alice = await JoinAsync(frontend, chatId);
        var token = Place.TokenOf(alice, chatId);
        await using var line = await Line.ConnectAsync(frontend, chatId, token);
        await line.OpenAsync();
        await line.SendAsync("A sentence about marmalade");
        await line.HearsAsync("A sentence about marmalade");
        using var stranger = new Browser(frontend, "cnu_wrong");
        (await stranger.GetAsync($"/api/chats/{chatId}")).Expect(HttpStatusCode.Unauthorized);

        await OneTraceAsync(collector);
        await NoTraceFromOutsideAsync(collector, company, chatId);
        await Eventually.TrueAsync(() => OfFrontend.All(name => collector.Metrics.Any(metric => metric.Service == "connectnow-frontend" && metric.Name == name)), "the frontend's metrics came");
        await Eventually.TrueAsync(() => OfSilo.All(name => collector.Metrics.Any(metric => metric.Service == "connectnow-silo" && metric.Name == name)), "the silo's metrics came");
        await Eventually.TrueAsync(() => collector.Logs.Any(line => line.StartsWith("Refused: access, wrong_credential", StringComparison.Ordinal)), "the wrong token was logged");
        Assert.Contains(collector.Metrics, metric => metric is { Name: "connectnow.commit.duration", Unit: "s" });
        var everything = collector.Everything;
        foreach (var secret in (string[])["Alicia", "Underwood", "alicia", "marmalade", "Zanzibar", TestHost.Password, token, token.Split('_')[^1], "cnu_wrong", firstRun.ApiToken, alice.Address.ToString()])
            Assert.DoesNotContain(secret, everything, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<Browser> JoinAsync(Uri frontend, string chatId)
    {
        var browser = new Browser(frontend) { TriesAgain = true };
        (await browser.PostAsync($"/api/chats/{chatId}/join/password", new { password = TestHost.Password })).Expect(HttpStatusCode.OK);
        (await browser.PostAsync($"/api/chats/{chatId}/join/who", new { name = "Alicia", surname = "Underwood", email = "alicia@example.com" })).Expect(HttpStatusCode.OK);
        return browser;
    }

    /// <summary>
    /// Hub call, grain call as the frontend makes it and as the silo takes it, commit, storage: each the child of the one before, and the
    /// first of no one.
    /// </summary>
    private static async Task OneTraceAsync(Collector collector)
    {
        List<ReceivedSpan> way = [];
        await Eventually.TrueAsync(() => (way = WayToStorage(collector)).Count > 0, "a trace from a hub call to storage came");

        Assert.Equal(["connectnow-frontend", "connectnow-frontend", "connectnow-silo", "connectnow-silo", "connectnow-silo"], way.Select(span => span.Service));
        Assert.Equal("Microsoft.AspNetCore.SignalR.Server", way[0].Scope);
        Assert.EndsWith("ChatHub/Send", way[0].Name, StringComparison.Ordinal);
        Assert.Equal("", way[0].ParentId);
        Assert.Single(way[0].Links);
        Assert.NotEqual(way[0].TraceId, way[0].Links[0].TraceId);
        Assert.Equal(["Microsoft.Orleans.Application", "Microsoft.Orleans.Application"], way[1..3].Select(span => span.Scope));
        Assert.Equal(("ConnectNow", "chat commit"), (way[3].Scope, way[3].Name));
        Assert.StartsWith("Azure.Data.Tables", way[4].Scope, StringComparison.Ordinal);
    }

    private static List<ReceivedSpan> WayToStorage(Collector collector)
    {
        var spans = collector.Spans.DistinctBy(span => span.SpanId).ToDictionary(span => span.SpanId);
        return spans.Values.Where(span => span.Scope.StartsWith("Azure.Data.Tables", StringComparison.Ordinal)).Select(WayTo)
            .FirstOrDefault(way => way.Count == 5 && way[0].Name.EndsWith("/Send", StringComparison.Ordinal)) ?? [];

        List<ReceivedSpan> WayTo(ReceivedSpan last)
        {
            List<ReceivedSpan> way = [last];
            while (spans.TryGetValue(way[0].ParentId, out var parent)) way.Insert(0, parent);
            return way;
        }
    }

    /// <summary>Whoever calls can't make us record their trace as theirs, nor carry what they like through the cluster.</summary>
    private static async Task NoTraceFromOutsideAsync(Collector collector, Browser company, string chatId)
    {
        const string theirs = "4bf92f3577b34da6a3ce929d0e0e4736";
        var before = collector.Spans.Count(IsThisCall);
        (await company.SendAsync(HttpMethod.Get, $"/api/chats/{chatId}/messages", change: request =>
        {
            request.Headers.Add("traceparent", $"00-{theirs}-00f067aa0ba902b7-01");
            request.Headers.Add("baggage", "smuggled=contraband");
        })).Expect(HttpStatusCode.OK);

        await Eventually.TrueAsync(() => collector.Spans.Count(IsThisCall) > before, "the call was recorded");
        Assert.DoesNotContain(collector.Spans, span => span.TraceId == theirs);
        Assert.DoesNotContain("contraband", collector.Everything, StringComparison.Ordinal);

        static bool IsThisCall(ReceivedSpan span) =>
            span.Service == "connectnow-frontend" && span.Name.TrimEnd('/') == "GET /api/chats/{chat_id}/messages";
    }
}
