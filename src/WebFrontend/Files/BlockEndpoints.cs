using System.Globalization;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ConnectNow.WebFrontend.Files;

/// <summary>The bytes of an upload: they go from the connection into the store as they come, and never lie in memory.</summary>
internal static class BlockEndpoints
{
    /// <summary>Bytes of a block's body: a body in chunks is counted with what lies between them.</summary>
    private const int MaxBlockBody = FileLimits.BlockSize + (16 * 1024);

    /// <summary>Bytes of a picture that a sender may offer as preview.</summary>
    private const int MaxPreviewSize = 2 * 1024 * 1024;

    /// <summary>Bytes of a picture that even a small file may have.</summary>
    private const int SmallPreviewSize = 256 * 1024;

    /// <summary>
    /// A block on a line of 20 kB/s takes three and a half minutes. What is slower than this on the whole never arrives, and only keeps a
    /// connection.
    /// </summary>
    private static readonly MinDataRate SlowestLine = new(bytesPerSecond: 4 * 1024, gracePeriod: TimeSpan.FromSeconds(20));

    public static void MapBlocks(this RouteGroupBuilder uploads)
    {
        uploads.MapPut("/{upload_id}/blocks/{index}", PutBlockAsync).RequireRateLimiting(ApiRateLimits.Transfers)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBlockBody))
            .TakesBytes("The block: `block_size` bytes, the last one what is left.", "application/octet-stream")
            .WithName("putBlock").WithSummary("Send one block of a file")
            .WithDescription("In any order, also again: the last one counts. Durable when answered.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.AlreadyExists, Reason.FileTooLarge);
        uploads.MapPut("/{upload_id}/preview", PutPreviewAsync).RequireRateLimiting(ApiRateLimits.Transfers)
            .WithMetadata(new RequestSizeLimitAttribute(MaxPreviewSize))
            .TakesBytes("A picture of at most 2 MB.", "image/jpeg", "image/png", "image/webp")
            .WithName("putPreview").WithSummary("Offer a picture of a film or a PDF")
            .WithDescription("Before the upload is finished, of a film or a PDF by its name, and of no more bytes than the file has, or 256 kB. It is made anew, never served as it came, and used only where the server makes none itself.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.AlreadyExists, Reason.FileTooLarge);
    }

    private static async Task<Results<NoContent, Refused>> PutBlockAsync(
        string chat_id, string upload_id, string index, [FromHeader(Name = "Content-Digest")] string? content_digest,
        HttpContext http, ChatCaller asked, ArrivingFiles arriving)
    {
        var found = await asked.FindAsync(upload_id);
        if (found.Value is not { } upload) return new Refused(found.Refusal!);
        if (IndexOf(index, upload) is not { } block) return new Refused(Reason.NotFound, "This file has no such block. Blocks are counted from 0.");
        if (upload.Attachment is not null) return IsComplete;
        if (ContentDigest.Sha256Of(content_digest) is not { } sha256)
            return new Refused(Refusal.Invalid("content_digest", "Send the SHA-256 of the block in the header Content-Digest: sha-256=:BASE64:."));
        var length = upload.LengthOf(block);
        if (http.Request.ContentLength is { } said && said != length && said <= MaxBlockBody) return Mismatch(length);

        AllowSlowLines(http);
        var outcome = await arriving.StageAsync(asked, upload, new StagedBlock(block, sha256), http);
        if (outcome.Refusal is { } refusal) return new Refused(refusal);
        return outcome.Value == BlockOutcome.Staged ? TypedResults.NoContent() : Mismatch(length);
    }

    private static async Task<Results<NoContent, Refused>> PutPreviewAsync(
        string chat_id, string upload_id, HttpContext http, ChatCaller asked, ArrivingFiles arriving)
    {
        var found = await asked.FindAsync(upload_id);
        if (found.Value is not { } upload) return new Refused(found.Refusal!);
        if (upload.Attachment is not null) return IsComplete;
        // What is reserved is the file: a picture of it takes no more than that once again, or what a small one takes.
        if (!MayHavePicture(upload)) return new Refused(Refusal.Invalid("body", "A picture can be offered of a film or a PDF only."));
        if (http.Request.ContentLength is not { } length || (length > Math.Max(upload.Size, SmallPreviewSize) && length <= MaxPreviewSize))
            return new Refused(Refusal.Invalid("body", "Say how many bytes the picture has, with Content-Length: no more than the file, or 256 kB."));
        AllowSlowLines(http);
        var offered = await arriving.OfferAsync(asked, upload, http);
        return offered.Refusal is { } refusal ? new Refused(refusal) : TypedResults.NoContent();
    }

    // What a file is shows only when all of it is there; until then its name has to do.
    private static bool MayHavePicture(Upload upload) => upload.Size > 0 && (Path.GetExtension(upload.Name).ToLowerInvariant() is ".pdf" or ".mp4" or ".m4v" or ".mov" or ".webm" or ".mkv" or ".3gp" or ".ogv" or ".avi");

    private static Refused IsComplete => new(Reason.AlreadyExists, "All of this file is here already: send a message with it.");

    private static Refused Mismatch(int length) =>
        new(Refusal.Invalid("body", string.Create(CultureInfo.InvariantCulture, $"This block has {length} bytes with the digest in Content-Digest, and that is not what came. Send it again.")));

    private static int? IndexOf(string text, Upload upload) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < upload.Blocks ? index : null;

    /// <summary>Over HTTP/2 a rate is set for the whole connection, and Kestrel's own stands.</summary>
    private static void AllowSlowLines(HttpContext http)
    {
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = SlowestLine;
    }
}
