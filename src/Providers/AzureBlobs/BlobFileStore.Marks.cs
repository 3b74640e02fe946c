using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

// A mark is an empty blob named for what it marks; its metadata says when it was left.
public sealed partial class BlobFileStore
{
    private const string LeftAt = "leftat";

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        var upload = new BlobUploadOptions
        {
            Conditions = new() { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { [LeftAt] = _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) },
        };
        return IoAsync(() => LeaveAsync(mark, upload, cancellationToken), cancellationToken);
    }

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default)
    {
        Check(mark);
        return IoAsync(() => _container.GetBlobClient(BlobNames.Mark(mark)).DeleteIfExistsAsync(cancellationToken: cancellationToken), cancellationToken);
    }

    public async IAsyncEnumerable<FileMark> MarksAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var listed = _container.GetBlobsAsync(new GetBlobsOptions { Prefix = BlobNames.Marks, Traits = BlobTraits.Metadata }, cancellationToken);
        var pages = listed.AsPages().GetAsyncEnumerator(cancellationToken);
        await using var disposal = pages.ConfigureAwait(false);
        while (await IoAsync(() => pages.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false))
        {
            foreach (var blob in pages.Current.Values)
            {
                if (BlobNames.MarkOf(blob.Name) is { } mark && TimeOf(blob) <= before) yield return mark;
            }
        }
    }

    private static void Check(FileMark mark)
    {
        if (!Secrets.IsId(mark.ChatId) || (mark.FileId is not null && !Secrets.IsId(mark.FileId)))
            throw new ArgumentException("Not ids of a chat and of a file.", nameof(mark));
    }

    /// <summary>Long ago where nothing is said: better to look once too often.</summary>
    private static DateTimeOffset TimeOf(BlobItem blob) =>
        blob.Metadata.TryGetValue(LeftAt, out var text)
        && DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : DateTimeOffset.MinValue;

    private async Task<bool> LeaveAsync(FileMark mark, BlobUploadOptions upload, CancellationToken cancellationToken)
    {
        try
        {
            await _container.GetBlobClient(BlobNames.Mark(mark)).UploadAsync(BinaryData.Empty, upload, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RequestFailedException there) when (there.ErrorCode == BlobErrorCode.BlobAlreadyExists || there.Status == 412)
        {
            // It was left before, perhaps by an attempt of this very call, and keeps its time.
        }

        return true;
    }
}
