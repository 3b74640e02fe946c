using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>
/// A blob that the first of many processes writes, and all read. The process that makes its content holds a lease on it in the meantime;
/// when that process dies, the next one makes it after the lease has run out.
/// </summary>
public sealed class WriteOnceBlob(BlobClient blob, TimeProvider time)
{
    /// <summary>How long making the content may take: after it another person may begin.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The content; made first when nobody has yet. Waits while another person is making it.</summary>
    /// <exception cref="RequestFailedException">Storage refuses, or has not answered: call again.</exception>
    public async Task<BinaryData> GetOrMakeAsync(Func<Task<BinaryData>> make, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(make);
        await blob.GetParentBlobContainerClient().CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        while (true)
        {
            if (await ReadAsync(cancellationToken) is { } found) return found;
            await TryReserveAsync(cancellationToken);
            var lease = blob.GetBlobLeaseClient();
            if (!await TryAcquireAsync(lease, cancellationToken))
            {
                await Task.Delay(Pause, time, cancellationToken);
                continue;
            }

            try
            {
                if (await ReadAsync(cancellationToken) is { } meanwhile) return meanwhile;
                var made = await make();
                var held = new BlobUploadOptions { Conditions = new BlobRequestConditions { LeaseId = lease.LeaseId } };
                await blob.UploadAsync(made, held, cancellationToken);
                return made;
            }
            finally
            {
                await lease.ReleaseAsync(cancellationToken: CancellationToken.None);
            }
        }
    }

    /// <summary>Null while there is none, or only the empty one that is there to be leased.</summary>
    private async Task<BinaryData?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = (await blob.DownloadContentAsync(cancellationToken)).Value.Content;
            return content.Length == 0 ? null : content;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private async Task TryReserveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var absent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(BinaryData.Empty, absent, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.BlobAlreadyExists || fault.ErrorCode == BlobErrorCode.LeaseIdMissing)
        {
            // Another person has.
        }
    }

    private static async Task<bool> TryAcquireAsync(BlobLeaseClient lease, CancellationToken cancellationToken)
    {
        try
        {
            await lease.AcquireAsync(Lease, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return false;
        }
    }
}
