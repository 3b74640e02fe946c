using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP as a collector does, and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = new();
    private readonly ConcurrentQueue<string> _logs = new();
    private readonly ConcurrentQueue<string> _raw = new();

    private Collector(WebApplication web) => _web = web;

    public string Address { get; private set; } = "";

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyCollection<ReceivedMetric> Metrics => _metrics;

    /// <summary>What was logged, as it was filled in.</summary>
    public IReadOnlyCollection<string> Logs => _logs;

    /// <summary>Everything that came, as text: for what must be nowhere in it.</summary>
    public string Everything => string.Join('\n', _raw);

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var collector = new Collector(web);
        web.Run(collector.TakeAsync);
        await web.StartAsync(TestContext.Current.CancellationToken);
        collector.Address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return collector;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        var message = new Protobuf(bytes);
        switch (http.Request.Path.Value)
        {
            case "/v1/traces":
                foreach (var span in SpansOf(message)) _spans.Enqueue(span);
                break;
            case "/v1/metrics":
                foreach (var metric in MetricsOf(message)) _metrics.Enqueue(metric);
                break;
            case "/v1/logs":
                foreach (var line in LogsOf(message)) _logs.Enqueue(line);
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }

        _raw.Enqueue(Encoding.UTF8.GetString(bytes));
        http.Response.ContentType = "application/x-protobuf";
    }

    private static IEnumerable<ReceivedSpan> SpansOf(Protobuf message) =>
        from resource in message.Messages(1)
        let service = ServiceOf(resource)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new ReceivedSpan(
            service, scope.Messages(1).Single().Text(1), span.Text(5), span.Hex(1), span.Hex(2), span.Hex(4),
            [.. span.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))],
            Attributes(span, 9));

    private static IEnumerable<ReceivedMetric> MetricsOf(Protobuf message) =>
        from resource in message.Messages(1)
        let service = ServiceOf(resource)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        select new ReceivedMetric(service, metric.Text(1), metric.Text(3));

    private static IEnumerable<string> LogsOf(Protobuf message) =>
        from resource in message.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        from body in record.Messages(5)
        select body.Text(1);

    private static string ServiceOf(Protobuf resource) => Attributes(resource.Messages(1).Single(), 1)["service.name"];

    private static Dictionary<string, string> Attributes(Protobuf message, int field) =>
        message.Messages(field).ToDictionary(attribute => attribute.Text(1), attribute => attribute.Messages(2).First() is var value && value.Has(1) ? value.Text(1) : $"{value.Number(3)}");
}

/// <summary>A span as a collector has got it; a parent of "" is none.</summary>
internal sealed record ReceivedSpan(
    string Service, string Scope, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyList<(string TraceId, string SpanId)> Links, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A metric as a collector has got it, without its values.</summary>
internal sealed record ReceivedMetric(string Service, string Name, string Unit);
