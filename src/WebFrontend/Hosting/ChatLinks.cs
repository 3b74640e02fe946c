using Microsoft.AspNetCore.Http.Features;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Makes requests, and cuts the address of a chat's page behind the id: where <c>#</c> became <c>%23</c> on its way, the password stands
/// there. The page is the same without it, and the browser, which still has the whole address, takes the password from there. This comes
/// before anything is logged or traced, the framework's own lines about a request too.
/// </summary>
internal sealed class ChatLinks(IServiceProvider services) : IHttpContextFactory
{
    private const string Page = "/c/";
    private const int IdLength = 16;

    private readonly DefaultHttpContextFactory _contexts = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        if (featureCollection.Get<IHttpRequestFeature>() is { } request && Cut(request.Path) is { } cut)
            (request.Path, request.RawTarget) = (cut, cut + request.QueryString);
        return _contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _contexts.Dispose(httpContext);

    /// <summary>The path as far as it is a chat's; null when there is nothing behind that, or it is no chat's page.</summary>
    internal static string? Cut(string path)
    {
        if (!path.StartsWith(Page, StringComparison.Ordinal)) return null;
        var end = Page.Length;
        while (end < path.Length && end - Page.Length < IdLength && char.IsAsciiLetterOrDigit(path[end])) end++;
        return end < path.Length ? path[..end] : null;
    }
}
