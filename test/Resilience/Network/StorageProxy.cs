using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Resilience.Network;

/// <summary>
/// Stands before one endpoint of the storage account, passes on every request as it is, and does to some what the weather says. What has
/// been passed on is carried out, whether or not anybody still waits for the answer: as in a real storage account.
/// </summary>
internal sealed class StorageProxy : IAsyncDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Expect" };

    private readonly HttpClient _upstream = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly StorageFaults _weather;
    private readonly WebApplication _app;

    private StorageProxy(StorageFaults weather, WebApplication app) => (_weather, _app) = (weather, app);

    public int Port { get; private set; }

    /// <summary>The port of the loopback address that requests are passed on to.</summary>
    public int UpstreamPort { get; set; }

    public static async Task<StorageProxy> StartAsync(StorageFaults weather)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var proxy = new StorageProxy(weather, builder.Build());
        proxy._app.Run(proxy.PassAsync);
        await proxy._app.StartAsync();
        proxy.Port = new Uri(proxy._app.Urls.Single()).Port;
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _upstream.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var fault = _weather.Draw();
        if (fault == StorageFault.Busy) await RefuseAsync(context);
        else if (fault == StorageFault.Reset) context.Abort();
        else if (fault == StorageFault.Silence) await HoldAsync(context);
        else await ForwardAsync(context, fault);
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers["x-ms-error-code"] = "ServerBusy";
        return Task.CompletedTask;
    }

    /// <summary>Until the client gives up, or the fault is over.</summary>
    private async Task HoldAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (context.RequestAborted.Register(gone.SetResult)) await Task.WhenAny(gone.Task, _weather.OverAsync());
        context.Abort();
    }

    private async Task ForwardAsync(HttpContext context, StorageFault fault)
    {
        // All of it first: what has been cut off on its way here is not carried out, everything else is.
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        if (fault == StorageFault.Late) await HoldAsync(context);
        using var request = Request(context.Request, body);
        using var answer = await _upstream.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
        if (fault is StorageFault.LostAnswer or StorageFault.Late || context.RequestAborted.IsCancellationRequested) context.Abort();
        else await AnswerAsync(context, answer);
    }

    private HttpRequestMessage Request(HttpRequest from, MemoryStream body)
    {
        // As it came, to the letter: it is signed.
        var target = from.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var uri = new Uri(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{UpstreamPort}{target}"),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(from.Method), uri);
        if (body.Length > 0 || from.ContentLength is not null) request.Content = new StreamContent(body);
        foreach (var (name, values) in from.Headers)
        {
            if (HopByHop.Contains(name)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        request.Headers.Host = from.Host.Value;
        return request;
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!HopByHop.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (HttpMethods.IsHead(context.Request.Method) || answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified) return;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
