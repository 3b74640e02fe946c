using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Support;

/// <summary>What the server does with a request to send.</summary>
public enum Sending
{
    /// <summary>Takes the mail in.</summary>
    Take,

    /// <summary>Takes the mail in, and closes the connection without a word.</summary>
    TakeAndDrop,

    /// <summary>Closes the connection without a word.</summary>
    Drop,

    /// <summary>Takes the mail in, and never says so.</summary>
    TakeAndHang,
}

/// <summary>
/// The mail API of Communication Services on the loopback address. It checks each signature itself, from the bytes of the request, and one
/// operation id is one mail, however often it comes.
/// </summary>
public sealed class CommunicationServer : IAsyncDisposable
{
    public static readonly byte[] Key = RandomNumberGenerator.GetBytes(64);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, JsonElement> _mails = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly CancellationTokenSource _ending = new();

    private CommunicationServer(WebApplication app) => _app = app;

    public Uri Endpoint => new(_app.Urls.Single());

    /// <summary>What it takes for a proof of identity instead of a signature: <c>Bearer …</c>.</summary>
    public string? Bearer { get; set; }

    /// <summary>What it does with requests to send.</summary>
    public Sending Sending { get; set; } = Sending.Take;

    /// <summary>A status that it answers instead, and the <c>Retry-After</c> beside it.</summary>
    public (int Status, string? RetryAfter)? Refusal { get; set; }

    /// <summary>What it says when asked what became of a mail: bodies, one after the other; the last again and again.</summary>
    public ConcurrentQueue<string> Says { get; } = new(["{\"id\":\"x\",\"status\":\"Succeeded\"}"]);

    /// <summary>Where it says that it tells what became of a mail, when that is elsewhere.</summary>
    public string? Location { get; set; }

    /// <summary>Mails taken in, by operation id.</summary>
    public IReadOnlyDictionary<Guid, JsonElement> Mails => _mails;

    /// <summary>Every request, like <c>POST /emails:send</c>, also those that were refused.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public int Posts => _requests.Count(request => request.StartsWith("POST", StringComparison.Ordinal));

    public static async Task<CommunicationServer> StartAsync(X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        var server = new CommunicationServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _app.DisposeAsync();
        _ending.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _requests.Enqueue($"{http.Request.Method} {http.Request.Path}");
        if (!IsKnown(http, body.ToArray())) http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        else if (http.Request.Query["api-version"] != "2023-03-31") http.Response.StatusCode = StatusCodes.Status400BadRequest;
        else if (http.Request.Method == "POST" && http.Request.Path == "/emails:send") await TakeAsync(http, body.ToArray());
        else if (http.Request.Method == "GET" && http.Request.Path.StartsWithSegments("/emails/operations", out var id)) await TellAsync(http, Guid.Parse(id.Value![1..]));
        else http.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task TakeAsync(HttpContext http, byte[] body)
    {
        var id = Guid.Parse(http.Request.Headers["Operation-Id"].ToString());
        if (Refusal is { } refusal)
        {
            http.Response.StatusCode = refusal.Status;
            if (refusal.RetryAfter is { } wait) http.Response.Headers.RetryAfter = wait;
            return;
        }

        if (Sending != Sending.Drop) _mails.TryAdd(id, JsonDocument.Parse(body).RootElement);
        if (Sending is Sending.Drop or Sending.TakeAndDrop)
        {
            http.Abort();
            return;
        }

        if (Sending == Sending.TakeAndHang) await Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(_ending.Token, http.RequestAborted).Token);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers["Operation-Location"] = Location ?? $"{Endpoint}emails/operations/{id}?api-version=2023-03-31";
        await http.Response.WriteAsync($"{{\"id\":\"{id}\",\"status\":\"Running\"}}");
    }

    private async Task TellAsync(HttpContext http, Guid id)
    {
        if (!_mails.ContainsKey(id))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!Says.TryPeek(out var said)) throw new InvalidOperationException("Nothing to say.");
        if (Says.Count > 1) Says.TryDequeue(out _);
        if (int.TryParse(said, CultureInfo.InvariantCulture, out var status)) http.Response.StatusCode = status;
        else await http.Response.WriteAsync(said);
    }

    private bool IsKnown(HttpContext http, byte[] body)
    {
        var headers = http.Request.Headers;
        if (Bearer is not null) return headers.Authorization == Bearer;
        var hash = Convert.ToBase64String(SHA256.HashData(body));
        var date = headers["x-ms-date"].ToString();
        if (headers["x-ms-content-sha256"] != hash) return false;
        if ((DateTimeOffset.ParseExact(date, "r", CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow).Duration() > TimeSpan.FromMinutes(15)) return false;
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var signed = $"{http.Request.Method}\n{target}\n{date};{headers.Host};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(signed)));
        return headers.Authorization == $"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}";
    }
}
