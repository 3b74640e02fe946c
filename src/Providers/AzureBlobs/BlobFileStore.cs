using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ConnectNow.Files;
using ConnectNow.Grains.Files;
using ConnectNow.Providers.AzureAccount;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Keeps files in the blobs of a storage account. Any number of processes may use it.</summary>
/// <remarks>
/// A file's bytes lie in blobs that never change once a manifest names them; the manifest, a small blob, changes as a whole, each time on
/// condition that it is the one that the change was made of. So every call is done at one moment, wherever it was made. What is put in
/// another's place is deleted once nobody of this process reads it any more; a reader in another process fails, and reads nothing else.
/// See README.md for the layout.
/// </remarks>
public sealed partial class BlobFileStore : IFileStore
{
    public const string ContainerName = "files";

    private readonly BlobContainerClient _container;
    private readonly FileManifests _manifests;
    private readonly BoundedAttempts _attempts;
    private readonly BlobContainerClient _once;
    private readonly TimeProvider _time;
    private readonly OpenFiles _open = new();

    // Those of this process who change one manifest take turns; between processes the conditions of the changes decide.
    private readonly FileVisits _visits = new();

    public BlobFileStore(AzureStorageAccount account, TimeProvider time)
        : this(account?.Blobs!, account?.BlobsOnce!, ContainerName, time)
    {
    }

    internal BlobFileStore(BlobServiceClient blobs, BlobServiceClient once, string container, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(once);
        _time = time;
        _attempts = new(time);
        _container = blobs.GetBlobContainerClient(container);
        _once = once.GetBlobContainerClient(container);
        _manifests = new(_once, _attempts);
    }

    public async Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default)
    {
        _open.Enter(key);
        StoredPart? stored = null;
        try
        {
            stored = (await IoAsync(() => _manifests.ReadAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false))?.PartOf(part);
        }
        finally
        {
            if (stored is null) await LeaveAsync(key).ConfigureAwait(false);
        }

        return stored is null ? null : new BlobReadStream(_container.GetBlobClient(BlobNames.Part(key, stored.Blob)), stored.Length, () => LeaveAsync(key));
    }

    public async Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var life = (await ChangeAsync(key, Begun, cancellationToken).ConfigureAwait(false))!.Life;
        var name = FileManifest.NewName();
        try
        {
            var length = await UploadAsync(_container.GetBlockBlobClient(BlobNames.Part(key, name)), content, cancellationToken)
                .ConfigureAwait(false);
            // From here on it is done or fails as a whole, also when the caller gives up.
            await ChangeAsync(key, was => Put(was, new StoredPart(name, length)), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not UnknownOutcomeException)
        {
            // No manifest names it, and none will.
            await DiscardAsync(key, [name]).ConfigureAwait(false);
            throw;
        }

        FileManifest Begun(FileManifest? was) =>
            part == FilePart.Offered || was?.Content is not null ? was ?? FileManifest.New() : throw NothingToReplace();

        FileManifest Put(FileManifest? was, StoredPart stored)
        {
            if (was?.Life != life) throw Overtaken();
            if (part != FilePart.Offered && was.Content is null) throw NothingToReplace();
            return was.With(part, stored);
        }
    }

    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default) => IoAsync(
        async () =>
        {
            // With this it is gone. What follows frees the space, and can be made again if it is broken off.
            await _manifests.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            await RemoveAllAsync(BlobNames.File(key), cancellationToken).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default)
    {
        if (!Secrets.IsId(chatId)) throw new ArgumentException("Not an id of a chat.", nameof(chatId));
        return IoAsync(
            async () =>
            {
                await RemoveAllAsync(BlobNames.Chat(chatId), cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    private static IOException Overtaken() => new("The file was completed or deleted meanwhile.");

    private static FileNotFoundException NothingToReplace() => new("There is no completed file to replace.");

    /// <summary>Changes the manifest, alone in this process, and frees what it does not name any more.</summary>
    private async Task<FileManifest?> ChangeAsync(
        FileKey key, Func<FileManifest?, FileManifest?> change, CancellationToken cancellationToken)
    {
        using var visit = _visits.Enter(key, inSteps: false);
        return await visit.AloneAsync(() => ChangeAloneAsync(key, change, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<FileManifest?> ChangeAloneAsync(
        FileKey key, Func<FileManifest?, FileManifest?> change, CancellationToken cancellationToken)
    {
        var (now, before) = await IoAsync(() => _manifests.ChangeAsync(key, change, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        if (now is not null && (before is null || now.Superseded != before.Superseded))
            await DiscardAsync(key, _open.Released(key, [.. before?.Superseded ?? [], .. now.Superseded])).ConfigureAwait(false);
        return now;
    }

    /// <summary>
    /// Uploads to a blob that nobody knows yet, however long it is, through one buffer. What the content throws is passed on.
    /// </summary>
    private async Task<long> UploadAsync(BlockBlobClient blob, Stream content, CancellationToken cancellationToken)
    {
        using var buffer = new BlockBuffer(FileLimits.BlockSize);
        var blocks = new List<string>();
        long length = 0;
        while (true)
        {
            await buffer.FillAsync(content, cancellationToken).ConfigureAwait(false);
            length += buffer.Length;
            var isLast = buffer.Length < FileLimits.BlockSize;
            if (isLast && blocks.Count == 0)
            {
                await IoAsync(() => blob.UploadAsync(buffer.Content(), cancellationToken: cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                return length;
            }

            if (buffer.Length > 0)
            {
                var id = new StagedEntry(blocks.Count, buffer.Length, 0, []).BlockId;
                await IoAsync(() => blob.StageBlockAsync(id, buffer.Content(), cancellationToken: cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                blocks.Add(id);
            }

            if (!isLast) continue;
            await IoAsync(() => blob.CommitBlockListAsync(blocks, cancellationToken: cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return length;
        }
    }

    private async ValueTask LeaveAsync(FileKey key) => await DiscardAsync(key, _open.Leave(key)).ConfigureAwait(false);

    /// <summary>
    /// Deletes blobs that nothing names. What is left when storage does not answer goes with the next change of the file, or with the file.
    /// </summary>
    private async Task DiscardAsync(FileKey key, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                await IoAsync(() => _container.GetBlobClient(BlobNames.Part(key, name)).DeleteIfExistsAsync(), CancellationToken.None)
                    .ConfigureAwait(false);
            }
            catch (IOException)
            {
                return;
            }
        }
    }

    private async Task RemoveAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var listed = _container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix, States = BlobStates.Uncommitted }, cancellationToken);
        await foreach (var found in listed.ConfigureAwait(false))
        {
            var blob = _container.GetBlockBlobClient(found.Name);
            if (await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false)) continue;
            // Blocks that were never committed can't be deleted, and would lie there for a week: committing none takes them away.
            await blob.CommitBlockListAsync([], cancellationToken: cancellationToken).ConfigureAwait(false);
            await blob.DeleteIfExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<T> IoAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        StorageFault.AsIoAsync(_container.Uri, work, cancellationToken);
}
