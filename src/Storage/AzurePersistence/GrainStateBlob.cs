using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ConnectNow.Storage.AzureAccount;
using Orleans.Storage;

namespace ConnectNow.Storage.AzurePersistence;

/// <summary>
/// The blob that one state of one grain lies in. Every change is conditional on the ETag that it builds on. A write bears an id: refused,
/// it looks whether it was refused because of itself, having been done by an earlier attempt whose answer was lost.
/// </summary>
internal sealed class GrainStateBlob(BlobClient blob, BoundedAttempts attempts)
{
    /// <summary>Metadata beside the official format: which write this is.</summary>
    public const string WriteId = "writeid";

    /// <summary>Metadata beside the official format: when the state is worth nothing any more, in milliseconds since 1970.</summary>
    public const string ExpiresAt = "expiresat";

    private const string ContentType = "application/octet-stream";

    /// <summary>What is there; null when nothing is.</summary>
    public async Task<(BinaryData Content, string ETag)?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await attempts.RunAsync(blob.DownloadContentAsync, cancellationToken).ConfigureAwait(false);
            return (read.Value.Content, read.Value.Details.ETag.ToString());
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Writes it and returns its new ETag.</summary>
    /// <exception cref="InconsistentStateException">Another ETag is there than the expected one (null: none).</exception>
    public async Task<string> WriteAsync(BinaryData content, string? expected, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("n");
        var upload = new BlobUploadOptions
        {
            Conditions = BuildingOn(expected),
            HttpHeaders = new() { ContentType = ContentType },
            Metadata = new Dictionary<string, string> { [WriteId] = id },
        };
        if (expires is { } time) upload.Metadata[ExpiresAt] = time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        try
        {
            var written = await attempts.RunAsync(token => blob.UploadAsync(content, upload, token), cancellationToken).ConfigureAwait(false);
            return written.Value.ETag.ToString();
        }
        catch (RequestFailedException conflict) when (IsConflict(conflict))
        {
            var stored = await PropertiesAsync(cancellationToken).ConfigureAwait(false);
            if (stored is not null && stored.Metadata.TryGetValue(WriteId, out var writer) && writer == id) return stored.ETag.ToString();
            throw Conflict(stored?.ETag.ToString(), expected, conflict);
        }
    }

    /// <summary>Deletes it; none is done already: an earlier attempt may have.</summary>
    /// <exception cref="InconsistentStateException">Another ETag is there than the expected one (null: none).</exception>
    public async Task DeleteAsync(string? expected, CancellationToken cancellationToken)
    {
        RequestFailedException? refusal = null;
        try
        {
            // There is no deleting on condition that nothing is there.
            if (!string.IsNullOrEmpty(expected))
            {
                await attempts.RunAsync(
                    token => blob.DeleteIfExistsAsync(DeleteSnapshotsOption.None, BuildingOn(expected), token), cancellationToken).ConfigureAwait(false);
                return;
            }
        }
        catch (RequestFailedException conflict) when (IsConflict(conflict))
        {
            // Also what is not there does not have the ETag.
            refusal = conflict;
        }

        if (await PropertiesAsync(cancellationToken).ConfigureAwait(false) is { } stored) throw Conflict(stored.ETag.ToString(), expected, refusal);
    }

    private static BlobRequestConditions BuildingOn(string? expected) =>
        string.IsNullOrEmpty(expected) ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = new ETag(expected) };

    private static bool IsConflict(RequestFailedException fault) =>
        fault.Status == 412 || fault.ErrorCode == BlobErrorCode.BlobAlreadyExists || fault.ErrorCode == BlobErrorCode.BlobNotFound;

    private async Task<BlobProperties?> PropertiesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await attempts.RunAsync(token => blob.GetPropertiesAsync(null, token), cancellationToken).ConfigureAwait(false)).Value;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return null;
        }
    }

    private InconsistentStateException Conflict(string? stored, string? expected, RequestFailedException? fault) =>
        new($"State {blob.Name} was written by somebody else.", stored ?? "Unknown", expected, fault);
}
