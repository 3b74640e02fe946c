using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Keeps other sites from using a person's cookies: calls that change something, and every call to the hub, must come from our own pages
/// or from a program that says nothing of an origin (which browsers always do). A bearer token is proof enough: browsers never add one themselves.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, Settings settings)
{
    private readonly string? _public = settings.PublicUrl?.GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext http) =>
        IsAtStake(http) && !IsOwn(http.Request) ? new Refused(Reason.NotAllowed, RefusalText.OtherOrigin) { NotedAs = "other_origin" }.ExecuteAsync(http) : next(http);

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
}

/// <summary>Marks an endpoint that neither reads nor changes anything of anybody, whoever sends people there.</summary>
internal sealed class ChangesNothing;
