using System.Security.Cryptography;
using ConnectNow.Files;
using ConnectNow.Media;
using ConnectNow.WebFrontend.Chats;
using ConnectNow.WebFrontend.Refusals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Makes a file of the blocks that have arrived, looks at it, and tells the chat. Every step can be done again: whatever dies in
/// between, finishing once more goes on from there. It goes on when the caller is gone, who then finds it done.
/// </summary>
internal sealed class UploadCompletion(IFileStore store, FileInspector inspector, KeyedLock<FileKey> uploads, IHostApplicationLifetime host)
{
    /// <summary>How many of the missing blocks are named.</summary>
    private const int MissingNamed = 10;

    public async Task<Results<Ok<UploadView>, Refused>> RunAsync(
        ChatCaller asked, string uploadId, ReadOnlyMemory<byte> digest, AttachmentHints hints, CancellationToken cancellationToken)
    {
        if (!Secrets.IsId(uploadId)) return new Refused(Reason.NotFound);
        var key = new FileKey(asked.ChatId, uploadId);
        using var turn = await uploads.TakeAsync(key, cancellationToken);
        var found = await asked.FindAsync(uploadId);
        if (found.Value is not { } upload) return new Refused(found.Refusal!);
        if (upload.Attachment is not null) return Answer(upload);
        return await MakeWholeAsync(upload, key, digest) ?? await ShowAsync(asked, upload, key, hints);
    }

    private static Ok<UploadView> Answer(Upload upload) => TypedResults.Ok(UploadView.Of(upload, []));

    /// <summary>Null when the file is whole, and is what was sent.</summary>
    private async Task<Refused?> MakeWholeAsync(Upload upload, FileKey key, ReadOnlyMemory<byte> digest)
    {
        var staged = (await store.StagedAsync(key, host.ApplicationStopping)).ToDictionary(block => block.Index);
        if (staged.Count == 0 && await IsWholeAsync(key)) return null;
        var missing = Enumerable.Range(0, upload.Blocks).Where(index => !staged.ContainsKey(index)).Take(MissingNamed).ToList();
        if (missing.Count > 0) return new Refused(Reason.UploadIncomplete) { Missing = missing };
        StagedBlock[] blocks = [.. Enumerable.Range(0, upload.Blocks).Select(index => staged[index])];
        if (!DigestOf(blocks).AsSpan().SequenceEqual(digest.Span))
            return new Refused(Refusal.Invalid("digest", "What has arrived is not what was sent: compare the digests of the blocks, and send again those that differ."));
        // False: a block was sent again in the meantime, and has another content now.
        return await store.CompleteAsync(key, blocks, host.ApplicationStopping) ? null : new Refused(Reason.UploadIncomplete);
    }

    /// <summary>
    /// Nothing is whole whose digest was not right: it was finished before, by a process that died before the chat was told.
    /// </summary>
    private async Task<bool> IsWholeAsync(FileKey key)
    {
        await using var content = await store.OpenAsync(key, FilePart.Content, host.ApplicationStopping);
        return content is not null;
    }

    private async Task<Results<Ok<UploadView>, Refused>> ShowAsync(ChatCaller asked, Upload upload, FileKey key, AttachmentHints hints)
    {
        var looked = await inspector.InspectAsync(key, upload.Name, hints, host.ApplicationStopping);
        if (looked.Value is not { } attachment)
        {
            // It will never be sent: its place is free again.
            await asked.Files.CancelUpload(asked.Caller, upload.Id);
            return new Refused(looked.Refusal!);
        }

        var completed = await asked.Files.CompleteUpload(asked.Caller, upload.Id, attachment);
        if (completed.Value is { } done) return Answer(done);
        // Gone with its chat, perhaps, while it was looked at: a mark has it checked whether there is something left.
        await store.MarkAsync(FileMark.Of(key), host.ApplicationStopping);
        return new Refused(completed.Refusal!);
    }

    private static byte[] DigestOf(IEnumerable<StagedBlock> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in blocks) hash.AppendData(block.Sha256.Span);
        return hash.GetHashAndReset();
    }
}
