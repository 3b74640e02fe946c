using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Keeps other sites from using a person's cookies: calls that change something, and every call to the hub, must come from our own pages
/// or from a program that says nothing of an origin (which browsers always do). A bearer token is proof enough: browsers never add one
/// themselves.
/// </summary>
internal sealed partial class SameOrigin(RequestDelegate next, Settings settings, TimeProvider time, ILogger<SameOrigin> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _logged;

    private readonly string? _public = settings.PublicUrl?.GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext http)
    {
        if (!IsAtStake(http) || IsOwn(http.Request)) return next(http);
        Explain(http.Request);
        return new Refused(new Refusal(Reason.NotAllowed) { Key = RefusalText.OtherOrigin }) { NotedAs = "other_origin" }.ExecuteAsync(http);
    }

    /// <summary>
    /// Behind a proxy that nobody has told us of every join looks like this, so both addresses are in the log, at most once a minute. Only
    /// an origin is written, and only when it is one: the rest of what a client sends stays as it is.
    /// </summary>
    private void Explain(HttpRequest request)
    {
        if (!Uri.TryCreate(request.Headers[HeaderNames.Origin], UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https") || origin.Authority.Length > 255) return;
        var now = time.GetTimestamp();
        var logged = Interlocked.Read(ref _logged);
        if ((logged != 0 && time.GetElapsedTime(logged, now) < Pause) || Interlocked.CompareExchange(ref _logged, now, logged) != logged) return;
        LogOtherOrigin(origin.GetLeftPart(UriPartial.Authority), _public ?? $"{request.Scheme}://{request.Host}");
    }

    private static bool IsAtStake(HttpContext http)
    {
        var request = http.Request;
        if (http.GetEndpoint()?.Metadata.GetMetadata<ChangesNothing>() is not null) return false;
        if (request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase)) return true;
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return !isSafe && request.Headers.Authorization.Count == 0;
    }

    private bool IsOwn(HttpRequest request)
    {
        if (request.Headers[HeaderNames.Origin] is [{ } origin]) return IsOwn(origin, request);
        if (request.Headers[HeaderNames.Origin].Count > 0) return false;
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
    }

    private bool IsOwn(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, _public, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Warning, "A call from {Origin} was refused: this service is {Own}. If people open {Origin}, set ConnectNow:PublicUrl to it (docs/proxies.md).")]
    private partial void LogOtherOrigin(string origin, string own);
}

/// <summary>Marks an endpoint that neither reads nor changes personal data, so that links from any site may lead to it.</summary>
internal sealed class ChangesNothing;
