using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

// Blocks wait uncommitted in a blob of their upload, each under a name of its own; which of them count is in the manifest.
public sealed partial class BlobFileStore
{
    /// <summary>Metadata of a completed file's first content: which blocks it was made of.</summary>
    private const string MadeOf = "blocks";

    /// <summary>After this time the process that was making a file of blocks is taken for dead.</summary>
    private static readonly TimeSpan CompletionTime = TimeSpan.FromMinutes(1);

    public async Task<BlockOutcome> StageAsync(
        FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, FileLimits.BlockSize);
        if (sha256.Length != SHA256.HashSizeInBytes) throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(sha256));

        var upload = (await ChangeAsync(key, WithStaging, cancellationToken).ConfigureAwait(false))!.Staging!.Blob;
        using var buffer = new BlockBuffer(length);
        await buffer.FillAsync(content, cancellationToken).ConfigureAwait(false);
        if (buffer.Length < length || await content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0 || !buffer.HashesTo(sha256.Span))
            return BlockOutcome.Mismatch;

        var entry = new StagedEntry(index, length, Random.Shared.NextInt64(), sha256.ToArray());
        // There are no empty blocks; an empty one counts anyway.
        var blob = _container.GetBlockBlobClient(BlobNames.Part(key, upload));
        if (length > 0) await IoAsync(() => blob.StageBlockAsync(entry.BlockId, buffer.Content(), cancellationToken: cancellationToken), cancellationToken).ConfigureAwait(false);
        await ChangeAsync(key, was => Entered(was, upload, entry), cancellationToken).ConfigureAwait(false);
        return BlockOutcome.Staged;
    }

    public async Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default)
    {
        var manifest = await IoAsync(() => _manifests.ReadAsync(key, cancellationToken), cancellationToken).ConfigureAwait(false);
        return manifest?.Staging is { } staging ? [.. StagedEntry.Unpack(staging.Entries).Select(entry => new StagedBlock(entry.Index, entry.Sha256))] : [];
    }

    public async Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        using var visit = _visits.Enter(key, inSteps: false);
        return await visit.AloneAsync(() => CompleteAloneAsync(key, blocks, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private FileManifest WithStaging(FileManifest? was) => was switch
    {
        { Staging.ClosedFor: null } => was,
        { Staging: { } closed } when _time.GetUtcNow() - closed.ClosedAt < CompletionTime => throw new IOException("The file is being completed."),
        _ => (was?.Unstaged() ?? FileManifest.New()) with { Staging = Staging.New() },
    };

    private static FileManifest Entered(FileManifest? was, string upload, StagedEntry entry) =>
        was?.Staging is { ClosedFor: null } staging && staging.Blob == upload ? was with { Staging = staging.With(entry) } : throw Overtaken();

    /// <summary>Closes the upload, so that no block comes in any more; commits its blob; and makes that the file's content.</summary>
    private async Task<bool> CompleteAloneAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken)
    {
        var digest = Staging.DigestOf(blocks);
        var closed = await ChangeAloneAsync(key, was => Closed(was, blocks, digest), cancellationToken).ConfigureAwait(false);
        if (closed?.Content?.Blocks == digest) return true;
        if (closed?.Staging is not { } staging || staging.ClosedFor != digest) return false;

        var entries = staging.Of(blocks)!;
        if (!await IoAsync(() => CommitAsync(key, staging, entries, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            // The process that began to make another file of these blocks has died, or the blocks were kept for too long: they are gone.
            await ChangeAloneAsync(key, was => IsClosed(was, staging) ? was!.Unstaged() : was, cancellationToken).ConfigureAwait(false);
            return false;
        }

        var whole = new StoredPart(staging.Blob, entries.Sum(entry => (long)entry.Length), digest);
        await ChangeAloneAsync(key, was => Whole(was, staging, whole), cancellationToken).ConfigureAwait(false);
        return true;
    }

    private FileManifest? Closed(FileManifest? was, IReadOnlyList<StagedBlock> blocks, string digest)
    {
        if (was?.Content?.Blocks == digest) return was!.Unstaged();
        var staging = was?.Staging ?? Staging.New();
        if (staging.Of(blocks) is null) return was;
        return (was ?? FileManifest.New()) with { Staging = staging with { ClosedFor = digest, ClosedAt = _time.GetUtcNow() } };
    }

    private static FileManifest Whole(FileManifest? was, Staging staging, StoredPart whole)
    {
        if (was?.Content?.Blocks == whole.Blocks) return was!;
        return IsClosed(was, staging) ? was!.Completed(staging, whole) : throw Overtaken();
    }

    /// <summary>Whether this upload is still closed for what it was closed for.</summary>
    private static bool IsClosed(FileManifest? was, Staging staging) =>
        was?.Staging is { } now && now.Blob == staging.Blob && now.ClosedFor == staging.ClosedFor;

    /// <summary>
    /// Commits the blob of an upload, which is done once and never again. False when it was made of other blocks, or they are not there.
    /// </summary>
    private async Task<bool> CommitAsync(
        FileKey key, Staging staging, IReadOnlyList<StagedEntry> entries, CancellationToken cancellationToken)
    {
        var blob = _once.GetBlockBlobClient(BlobNames.Part(key, staging.Blob));
        var commit = new CommitBlockListOptions
        {
            Conditions = new() { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string> { [MadeOf] = staging.ClosedFor! },
        };
        try
        {
            var blocks = entries.Where(entry => entry.Length > 0).Select(entry => entry.BlockId).ToList();
            await _attempts.RunAsync(token => blob.CommitBlockListAsync(blocks, commit, token), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.InvalidBlockList)
        {
            return false;
        }
        catch (RequestFailedException done) when (done.ErrorCode == BlobErrorCode.BlobAlreadyExists || done.Status == 412)
        {
            // By an attempt whose answer was lost, or by a process that died before it wrote the manifest.
            var properties = await _attempts.RunAsync(token => blob.GetPropertiesAsync(null, token), cancellationToken)
                .ConfigureAwait(false);
            return properties.Value.Metadata.TryGetValue(MadeOf, out var made) && made == staging.ClosedFor;
        }
    }
}
