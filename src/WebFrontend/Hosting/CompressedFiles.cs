using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Sends files of the pages. Text is compressed once, as well as can be, and kept: there are few such files, and they are the same for
/// everybody.
/// </summary>
internal sealed class CompressedFiles(IFileProvider files)
{
    /// <summary>Larger ones are sent as they are: nothing that is text here comes near.</summary>
    private const long MaxCompressed = 4 * 1024 * 1024;

    private static readonly FileExtensionContentTypeProvider ContentTypes = MakeContentTypes();

    private readonly ConcurrentDictionary<(string Path, string Encoding, DateTimeOffset Modified), byte[]> _compressed = new();

    public async Task SendAsync(HttpContext http, PageFile page)
    {
        var headers = http.Response.Headers;
        var type = ContentTypes.TryGetContentType(page.Path, out var known) ? known : "application/octet-stream";
        headers.CacheControl = Pages.CachingOf(page.Path);
        var encoding = IsText(type) && page.File.Length <= MaxCompressed ? EncodingFor(http.Request) : null;
        if (IsText(type)) headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{page.File.LastModified.UtcTicks:x}-{page.File.Length:x}-{encoding ?? "id"}\""));
        if (IsUnchanged(http.Request, tag))
        {
            headers.ETag = tag.ToString();
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (encoding is null)
        {
            await TypedResults.PhysicalFile(page.File.PhysicalPath!, type, entityTag: tag, enableRangeProcessing: true).ExecuteAsync(http);
            return;
        }

        headers.ContentEncoding = encoding;
        await TypedResults.Bytes(await CompressedAsync(page, encoding), type, entityTag: tag).ExecuteAsync(http);
    }

    private async Task<byte[]> CompressedAsync(PageFile page, string encoding)
    {
        var key = (page.Path, encoding, page.File.LastModified);
        if (_compressed.TryGetValue(key, out var ready)) return ready;
        using var target = new MemoryStream();
        await using (Stream compressor = encoding == "br"
            ? new BrotliStream(target, CompressionLevel.SmallestSize, leaveOpen: true)
            : new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await using var source = files.GetFileInfo(page.Path).CreateReadStream();
            await source.CopyToAsync(compressor);
        }

        return _compressed[key] = target.ToArray();
    }

    private static string? EncodingFor(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return Array.Find(["br", "gzip"], encoding => accepted.Any(each => each.Quality is not 0 && each.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsUnchanged(HttpRequest request, EntityTagHeaderValue tag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/manifest+json" or "application/json" or "image/svg+xml" or "text/javascript";

    private static FileExtensionContentTypeProvider MakeContentTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".html"] = "text/html; charset=utf-8";
        return types;
    }
}
