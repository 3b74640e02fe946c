using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>One backup where it lies, finished or not: blobs whose names begin with the time it was begun.</summary>
internal sealed class BackupFolder(BlobContainerClient container, string name)
{
    public string Name => name;

    public BlockBlobClient Blob(string file) => container.GetBlockBlobClient($"{name}/{file}");

    /// <summary>Makes it a backup. Nobody can change one that is.</summary>
    public async Task FinishAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        var json = manifest.ToJson();
        var absent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await Blob(BackupManifest.Name).UploadAsync(json.ToStream(), absent, cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Ours, when the first answer was lost.
            var there = (await Blob(BackupManifest.Name).DownloadContentAsync(cancellationToken)).Value.Content;
            if (!there.ToMemory().Span.SequenceEqual(json.ToMemory().Span)) throw;
        }
    }

    /// <exception cref="BackupException">It is no finished backup, or one of a program to come.</exception>
    public async Task<BackupManifest> ManifestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var manifest = BackupManifest.Of((await Blob(BackupManifest.Name).DownloadContentAsync(cancellationToken)).Value.Content);
            return manifest.Format == BackupManifest.KnownFormat
                ? manifest
                : throw new BackupException($"The backup {name} is in format {manifest.Format}; this program reads format {BackupManifest.KnownFormat}.");
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            throw new BackupException($"There is no finished backup named {name}.", fault);
        }
        catch (JsonException fault)
        {
            throw new BackupException($"The manifest of the backup {name} is damaged: choose another backup.", fault);
        }
    }

    /// <summary>The backups there are, from the newest on, and whether each is finished.</summary>
    public static async Task<IReadOnlyList<(BackupFolder Folder, bool IsFinished)>> AllAsync(BlobContainerClient container, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (blob.Name.Split('/') is not [var folder, var file]) continue;
            found[folder] = found.GetValueOrDefault(folder) || file == BackupManifest.Name;
        }

        return [.. found.Reverse().Select(pair => (new BackupFolder(container, pair.Key), pair.Value))];
    }

    /// <summary>Removes it; the manifest first, so that half a backup is none.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await Blob(BackupManifest.Name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{name}/", cancellationToken))
            await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
    }
}
