using ConnectNow.Files;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Hosting;
using ConnectNow.WebFrontend.Refusals;
using ConnectNow.WebFrontend.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Files on their way into a chat: begun, sent in blocks that can come in any order and again, finished, then named by a message.
/// </summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var uploads = routes.MapGroup("/api/chats/{chat_id}/uploads").WithTags("Files")
            .RequireAuthorization(Authentication.ChatUserOrCompany).RefuseStrangers();
        uploads.MapPost("", BeginAsync)
            .WithName("beginUpload").WithSummary("Begin to send a file")
            .WithDescription("Reserves its place. The same `client_id` again answers the same upload, as it is. What no message has after a day is removed.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.ChatClosed, Reason.FileTooLarge, Reason.StorageFull, Reason.TooManyUploads);
        uploads.MapGet("/{upload_id}", GetAsync)
            .WithName("getUpload").WithSummary("One's own upload, and which of its blocks have arrived")
            .WithDescription("After a lost connection: send the blocks that are not here yet.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        uploads.MapPost("/{upload_id}/complete", CompleteAsync).RequireRateLimiting(ApiRateLimits.Transfers)
            .WithName("completeUpload").WithSummary("Finish an upload")
            .WithDescription("The file is looked at, and what a message can show of it is answered. Again: the same answer. A refused file is removed.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound, Reason.InvalidField, Reason.UploadIncomplete, Reason.FileTooLarge);
        uploads.MapDelete("/{upload_id}", CancelAsync)
            .WithName("cancelUpload").WithSummary("End an upload and remove what has arrived")
            .WithDescription("Done as well when there is no such upload.")
            .Refuses(Reason.NotInChat, Reason.NotAllowed, Reason.NotFound);
        uploads.MapBlocks();
    }

    /// <summary>The caller's own upload. A string that does not have the form of an id does not reach a grain.</summary>
    public static async Task<Answer<Upload>> FindAsync(this ChatCaller asked, string uploadId) =>
        Secrets.IsId(uploadId) ? await asked.Files.FindUpload(asked.Caller, uploadId) : Reason.NotFound;

    private static async Task<Results<Created<UploadView>, Refused>> BeginAsync(
        string chat_id, NewUploadRequest body, ChatCaller asked, IFileStore store, PublicAddress address, CancellationToken cancellationToken)
    {
        if (body.Size is not { } size || size < 0) return new Refused(Refusal.Invalid("size", "Say how large the file is, in bytes: 0 or more."));
        var begun = await asked.Files.BeginUpload(asked.Caller, new NewUpload(body.ClientId ?? Secrets.NewId(), body.Name ?? "", size));
        if (begun.Value is not { } upload) return new Refused(begun.Refusal!);
        var view = await ViewAsync(asked, upload, store, cancellationToken);
        return TypedResults.Created($"{address.Origin}/api/chats/{asked.ChatId}/uploads/{upload.Id}", view);
    }

    private static async Task<Results<Ok<UploadView>, Refused>> GetAsync(
        string chat_id, string upload_id, ChatCaller asked, IFileStore store, CancellationToken cancellationToken)
    {
        var found = await asked.FindAsync(upload_id);
        return found.Value is { } upload ? TypedResults.Ok(await ViewAsync(asked, upload, store, cancellationToken)) : new Refused(found.Refusal!);
    }

    private static async Task<Results<Ok<UploadView>, Refused>> CompleteAsync(
        string chat_id, string upload_id, CompleteUploadRequest body, ChatCaller asked, UploadCompletion completion, CancellationToken cancellationToken)
    {
        var check = new FieldCheck();
        var digest = check.Take(CompletionFields.Digest(body.Digest));
        var hints = check.Take(CompletionFields.Hints(body));
        if (check.Refused is { } refused) return refused;
        return await completion.RunAsync(asked, upload_id, digest, hints, cancellationToken);
    }

    private static async Task<Results<NoContent, Refused>> CancelAsync(
        string chat_id, string upload_id, ChatCaller asked, KeyedLock<FileKey> uploads, CancellationToken cancellationToken)
    {
        if (!Secrets.IsId(upload_id)) return new Refused(Reason.NotFound);
        using var turn = await uploads.TakeAsync(new FileKey(asked.ChatId, upload_id), cancellationToken);
        var cancelled = await asked.Files.CancelUpload(asked.Caller, upload_id);
        return cancelled.Refusal is { } refusal ? new Refused(refusal) : TypedResults.NoContent();
    }

    private static async Task<UploadView> ViewAsync(ChatCaller asked, Upload upload, IFileStore store, CancellationToken cancellationToken)
    {
        var staged = upload.Attachment is null ? await store.StagedAsync(new FileKey(asked.ChatId, upload.Id), cancellationToken) : [];
        return UploadView.Of(upload, staged);
    }
}
