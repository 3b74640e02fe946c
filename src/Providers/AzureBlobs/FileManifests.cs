using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Files;
using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>
/// The manifests of files. A change is conditional on what it was made of; a change whose answer was lost is known again.
/// </summary>
internal sealed class FileManifests(BlobContainerClient once, BoundedAttempts attempts)
{
    /// <summary>How often another process may come first. Those at one file in this process take turns.</summary>
    private const int MostConflicts = 20;

    public async Task<FileManifest?> ReadAsync(FileKey key, CancellationToken cancellationToken) =>
        (await ReadVersionAsync(key, cancellationToken).ConfigureAwait(false))?.Manifest;

    /// <summary>Makes of the manifest (null: none) another one and writes it; the same one, or none of none, is left as it is.</summary>
    /// <returns>What is stored now, and what was before.</returns>
    /// <exception cref="IOException">It is unknown whether it was done.</exception>
    public async Task<(FileManifest? Now, FileManifest? Before)> ChangeAsync(
        FileKey key, Func<FileManifest?, FileManifest?> change, CancellationToken cancellationToken)
    {
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            var stored = await ReadVersionAsync(key, cancellationToken).ConfigureAwait(false);
            var was = stored?.Manifest;
            var next = change(was);
            if (next is null || ReferenceEquals(next, was)) return (next, was);
            next = next with { Commit = FileManifest.NewName() };
            if (await TryWriteAsync(key, next, stored?.ETag, cancellationToken).ConfigureAwait(false)) return (next, was);
        }

        throw new IOException("Too many are changing this file at once.");
    }

    /// <summary>Deletes the manifest, and with it the file; none is done already.</summary>
    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken) =>
        attempts.RunAsync(token => BlobOf(key).DeleteIfExistsAsync(cancellationToken: token), cancellationToken);

    /// <summary>False when there is another version than the expected one (null: any).</summary>
    private async Task<bool> TryWriteAsync(FileKey key, FileManifest next, ETag? expected, CancellationToken cancellationToken)
    {
        var written = next.Written();
        var upload = new BlobUploadOptions
        {
            Conditions = expected is { } version ? new() { IfMatch = version } : new() { IfNoneMatch = ETag.All },
            HttpHeaders = new() { ContentType = "application/json" },
        };
        var tries = 0;
        try
        {
            await attempts.RunAsync(
                token =>
                {
                    tries++;
                    return BlobOf(key).UploadAsync(written, upload, token);
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException refusal) when (IsConflict(refusal))
        {
            if (tries == 1) return false;
            // An earlier attempt may have been done: then it is there, or another change was made on top of it.
            if ((await ReadAsync(key, cancellationToken).ConfigureAwait(false))?.Commit == next.Commit) return true;
            throw new UnknownOutcomeException("Storage has not answered, and the file was changed in the meantime.", refusal);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && (tries > 1 || AzureFault.IsUnanswered(fault, CancellationToken.None)))
        {
            throw new UnknownOutcomeException("Storage has not answered whether it has changed the file.", fault);
        }
    }

    private static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412 || fault.ErrorCode == BlobErrorCode.BlobAlreadyExists || fault.ErrorCode == BlobErrorCode.BlobNotFound;

    private async Task<(FileManifest Manifest, ETag ETag)?> ReadVersionAsync(FileKey key, CancellationToken cancellationToken)
    {
        try
        {
            var read = await attempts.RunAsync(BlobOf(key).DownloadContentAsync, cancellationToken).ConfigureAwait(false);
            return (FileManifest.Of(read.Value.Content), read.Value.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private BlobClient BlobOf(FileKey key) => once.GetBlobClient(BlobNames.Manifest(key));
}
