using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Providers.AzureBlobs.GrainState;

/// <summary>
/// The blob of one state, as the official provider uses it, on a network that breaks. What was not answered is asked again, a bounded
/// number of times. A write bears an id: refused, it looks whether it was refused because of itself, having been done by an earlier attempt
/// whose answer was lost.
/// </summary>
internal sealed class GrainStateBlob(BlobClient blob, BoundedAttempts attempts) : BlobClient
{
    /// <summary>Metadata beside the official format: which write this is.</summary>
    public const string WriteId = "writeid";

    public override string Name => blob.Name;

    public override string BlobContainerName => blob.BlobContainerName;

    public override Uri Uri => blob.Uri;

    /// <summary>All of it, so that an answer that breaks off is asked for again as well.</summary>
    public override async Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
        BlobDownloadOptions? options = null, CancellationToken cancellationToken = default)
    {
        var read = await attempts.RunAsync(token => blob.DownloadContentAsync(options, token), cancellationToken).ConfigureAwait(false);
        return Response.FromValue(BlobsModelFactory.BlobDownloadStreamingResult(read.Value.Content.ToStream(), read.Value.Details), read.GetRawResponse());
    }

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) =>
        await UploadAsync(await BinaryData.FromStreamAsync(content, cancellationToken).ConfigureAwait(false), options, cancellationToken)
            .ConfigureAwait(false);

    public override async Task<Response<BlobContentInfo>> UploadAsync(
        BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("n");
        options.Metadata = new Dictionary<string, string> { [WriteId] = id };
        try
        {
            return await attempts.RunAsync(token => blob.UploadAsync(content, options, token), cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException conflict) when (IsConflict(conflict))
        {
            if (await DoneAsync(id, cancellationToken).ConfigureAwait(false) is { } done) return done;
            throw;
        }
    }

    /// <summary>False when none is there: an earlier attempt may have deleted it.</summary>
    public override async Task<Response<bool>> DeleteIfExistsAsync(
        DeleteSnapshotsOption snapshotsOption = default, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        RequestFailedException? refusal = null;
        try
        {
            // There is no deleting on condition that nothing is there.
            if (conditions?.IfNoneMatch is null)
            {
                return await attempts.RunAsync(token => blob.DeleteIfExistsAsync(snapshotsOption, conditions, token), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (RequestFailedException conflict) when (IsConflict(conflict))
        {
            // Also what is not there does not have the ETag.
            refusal = conflict;
        }

        var exists = await attempts.RunAsync(blob.ExistsAsync, cancellationToken).ConfigureAwait(false);
        return exists.Value
            ? throw refusal ?? new RequestFailedException(412, "There is a blob where none was expected.", BlobErrorCode.ConditionNotMet.ToString(), null)
            : exists;
    }

    /// <summary>The answer to the write of this id, when it is the one that is stored.</summary>
    private async Task<Response<BlobContentInfo>?> DoneAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await attempts.RunAsync(token => blob.GetPropertiesAsync(null, token), cancellationToken).ConfigureAwait(false);
            return stored.Value.Metadata.TryGetValue(WriteId, out var writer) && writer == id
                ? Response.FromValue(BlobsModelFactory.BlobContentInfo(stored.Value.ETag, stored.Value.LastModified, null, null, null, null, 0), stored.GetRawResponse())
                : null;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412 || fault.ErrorCode == BlobErrorCode.BlobAlreadyExists || fault.ErrorCode == BlobErrorCode.BlobNotFound;
}
