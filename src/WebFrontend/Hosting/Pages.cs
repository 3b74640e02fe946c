using Microsoft.Extensions.FileProviders;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Serves the pages' files, compressed, and the one page for every address a person can open. Never for addresses of programs:
/// those that lead nowhere get their 404.
/// </summary>
internal sealed class Pages(RequestDelegate next, IWebHostEnvironment environment)
{
    private static readonly string[] ForPrograms = ["/api", "/hubs", "/openapi", "/health", "/outbox", "/operator"];

    private readonly CompressedFiles _files = new(environment.WebRootFileProvider);

    public async Task InvokeAsync(HttpContext http)
    {
        var path = http.Request.Path;
        var isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        // An address to which forms are sent (no route for reading: routing offers only its 405) is a page's address as well.
        if (http.GetEndpoint() is RouteEndpoint || !isRead || Array.Exists(ForPrograms, start => path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        var file = IsOfChat(path) ? null : Find(path);
        // What has a name with an ending is a file that is missing, not a page.
        if (file is null && (IsOfChat(path) || !Path.HasExtension(path.Value))) file = Find("/index.html");
        if (file is null) await next(http);
        else await _files.SendAsync(http, file);
    }

    /// <summary>Files whose names bear a hash of their content never change; all others may with the next release.</summary>
    public static string CachingOf(string path) =>
        path.StartsWith("/assets/", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";

    /// <summary>
    /// A chat's page, whatever stands behind its id: where <c>#</c> became <c>%23</c> on its way that is a password, with a full stop in it
    /// or not. No file is looked for by it; the page takes it for what it is.
    /// </summary>
    private static bool IsOfChat(PathString path) => path.Value is { } value && value.StartsWith("/c/", StringComparison.Ordinal);

    private PageFile? Find(PathString path)
    {
        var name = path.Value is null or "" or "/" ? "/index.html" : path.Value;
        var file = environment.WebRootFileProvider.GetFileInfo(name);
        return file is { Exists: true, IsDirectory: false } ? new PageFile(name, file) : null;
    }
}

/// <summary>A file and the address it has.</summary>
internal sealed record PageFile(string Path, IFileInfo File);
