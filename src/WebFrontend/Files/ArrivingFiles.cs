using ConnectNow.Files;
using ConnectNow.WebFrontend.Chats;

namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Puts what arrives of an upload into the store, in bounded time, and has the bytes of an upload that ended in the meantime cleaned up.
/// </summary>
internal sealed class ArrivingFiles(IFileStore store, TimeProvider time)
{
    /// <summary>Stages a block. Refusal: the upload is gone.</summary>
    public Task<Answer<BlockOutcome>> StageAsync(ChatCaller asked, Upload upload, StagedBlock block, HttpContext http) =>
        TakeAsync(asked, upload, http, (key, arriving) =>
            store.StageAsync(key, block.Index, upload.LengthOf(block.Index), block.Sha256, http.Request.Body, arriving));

    /// <summary>Takes a picture of the file, as it comes. Refusal: the upload is gone.</summary>
    public Task<Answer<Done>> OfferAsync(ChatCaller asked, Upload upload, HttpContext http) =>
        TakeAsync(asked, upload, http, async (key, arriving) =>
        {
            await store.ReplaceAsync(key, FilePart.Offered, http.Request.Body, arriving);
            return default(Done);
        });

    private async Task<Answer<T>> TakeAsync<T>(
        ChatCaller asked, Upload upload, HttpContext http, Func<FileKey, CancellationToken, Task<T>> take)
    {
        var key = new FileKey(asked.ChatId, upload.Id);
        using var late = new CancellationTokenSource(FileLimits.BlockTime, time);
        using var arriving = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            var taken = await take(key, arriving.Token);
            return await EndedAsync(asked, key) is { } refusal ? refusal : taken;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body took too long.", StatusCodes.Status408RequestTimeout);
        }
        catch (IOException fault) when (fault is not BadHttpRequestException && !http.RequestAborted.IsCancellationRequested)
        {
            // Deleting a file stops the uploads into it.
            if (await EndedAsync(asked, key) is { } refusal) return refusal;
            throw;
        }
    }

    /// <summary>
    /// Whether the upload has ended while bytes of it arrived. The chat knows of its own, but one that was erased knows of nothing:
    /// a mark has it checked whether there is something left.
    /// </summary>
    private async Task<Refusal?> EndedAsync(ChatCaller asked, FileKey key)
    {
        var found = await asked.Files.FindUpload(asked.Caller, key.FileId);
        if (found.Refusal is not { Reason: Reason.NotFound } refusal) return null;
        await store.MarkAsync(FileMark.Of(key));
        return refusal;
    }
}
