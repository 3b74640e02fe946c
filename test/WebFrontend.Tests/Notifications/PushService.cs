using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>A push service on this machine: takes what comes to it, keeps it, and answers as a test wants.</summary>
internal sealed class PushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Pushed> _received = new();
    private readonly ConcurrentDictionary<string, Func<int, (int Status, string? RetryAfter)>> _answers = new();

    private PushService(WebApplication app) => _app = app;

    /// <summary>Scheme, host and port.</summary>
    public string Origin { get; private set; } = "";

    public static async Task<PushService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new PushService(builder.Build());
        service._app.Run(service.TakeAsync);
        await service._app.StartAsync();
        service.Origin = service._app.Urls.First();
        return service;
    }

    /// <summary>What came to an endpoint, in order.</summary>
    public IReadOnlyList<Pushed> To(string endpoint) => [.. _received.Where(pushed => pushed.Endpoint == endpoint)];

    /// <summary>How the n-th request to an endpoint (from 0) is answered; otherwise each is taken with 201.</summary>
    public void Answer(string endpoint, Func<int, (int Status, string? RetryAfter)> answer) => _answers[endpoint] = answer;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var endpoint = $"{Origin}{http.Request.Path}";
        var (status, retryAfter) = _answers.TryGetValue(endpoint, out var answer) ? answer(To(endpoint).Count) : (201, null);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _received.Enqueue(new Pushed(endpoint, http.Request.Method, headers, body.ToArray(), DateTimeOffset.UtcNow));
        if (retryAfter is not null) http.Response.Headers.RetryAfter = retryAfter;
        http.Response.StatusCode = status;
    }
}

/// <summary>One request as it came.</summary>
internal sealed record Pushed(string Endpoint, string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body, DateTimeOffset At);
