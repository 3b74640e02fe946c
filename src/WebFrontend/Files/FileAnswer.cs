using ConnectNow.Files;
using ConnectNow.Media;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.Net.Http.Headers;

namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Bytes that a person has sent, as an answer that can do no harm in a browser: its type is one of a short list that runs nothing, or it is
/// downloaded; it is never guessed at, and held in an empty sandbox.
/// </summary>
internal sealed class FileAnswer : IResult
{
    public const string PreviewType = "image/webp";

    private const string Pdf = "application/pdf";
    private const string Unknown = "application/octet-stream";

    /// <summary>Nothing is loaded, nothing runs, and only our own pages may frame it.</summary>
    private const string Sandboxed = "default-src 'none'; frame-ancestors 'self'; sandbox";

    /// <summary>
    /// Safari does not show a PDF in a sandbox, and viewers style the page that they put around it. A PDF is shown by the browser's own
    /// viewer, apart from our origin; Chromium's needs neither exception.
    /// </summary>
    private const string ForViewers = "default-src 'none'; frame-ancestors 'self'; style-src 'unsafe-inline'";

    private readonly string _type;
    private readonly string? _name;
    private readonly bool _isDownload;
    private readonly EntityTagHeaderValue _tag;
    private readonly Func<CancellationToken, Task<Stream?>> _open;

    private FileAnswer(string type, string? name, bool isDownload, string tag, Func<CancellationToken, Task<Stream?>> open)
    {
        _type = type;
        _name = name;
        _isDownload = isDownload;
        _tag = new EntityTagHeaderValue($"\"{tag}\"");
        _open = open;
    }

    /// <summary>The file itself; what can't be shown inside a browser is downloaded in any case.</summary>
    public static FileAnswer Content(Attachment file, bool download, Func<CancellationToken, Task<Stream?>> open)
    {
        var isShown = InlineTypes.Contains(file.Type);
        return new FileAnswer(isShown ? file.Type : Unknown, file.Name, download || !isShown, file.Id, open);
    }

    /// <summary>The picture the server has made of it.</summary>
    public static FileAnswer Preview(Attachment file, Func<CancellationToken, Task<Stream?>> open) =>
        new(PreviewType, null, isDownload: false, $"{file.Id}-preview", open);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var isKnown = IsKnown(httpContext.Request);
        var content = isKnown ? Stream.Null : await _open(httpContext.RequestAborted);
        if (content is null)
        {
            // Its message was deleted after the chat had been asked.
            await new Refused(Reason.NotFound).ExecuteAsync(httpContext);
            return;
        }

        WriteHeaders(httpContext.Response.Headers);
        if (isKnown)
        {
            httpContext.Response.Headers.ETag = _tag.ToString();
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await TypedResults.Stream(content, _type, entityTag: _tag, enableRangeProcessing: true).ExecuteAsync(httpContext);
    }

    /// <summary>Whether the caller has it already: then it is not even opened.</summary>
    private bool IsKnown(HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(_tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any));

    private void WriteHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = _type == Pdf && !_isDownload ? ForViewers : Sandboxed;
        // A copy may be kept, but each use of it asks again: leaving the chat ends that at once.
        headers.CacheControl = "private, no-cache";
        if (_name is null) return;
        var disposition = new ContentDispositionHeaderValue(_isDownload ? "attachment" : "inline");
        disposition.SetHttpFileName(_name);
        headers.ContentDisposition = disposition.ToString();
    }
}
