using System.Buffers.Binary;
using System.Security.Cryptography;
using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>An upload: the blob that its blocks wait in, uncommitted, and which of them count.</summary>
internal sealed record Staging
{
    /// <summary>Blocks put in the place of others: each stays until the upload ends, and costs its space.</summary>
    private const int MostReplaced = 1000;

    public required string Blob { get; init; }

    /// <summary>The blocks that count, ascending, packed: see <see cref="StagedEntry"/>.</summary>
    public byte[] Entries { get; init; } = [];

    /// <summary>Blocks that once counted.</summary>
    public int Replaced { get; init; }

    /// <summary>The digest of the blocks that are being made into a file; while it stands nothing can be staged.</summary>
    public string? ClosedFor { get; init; }

    /// <summary>Since when. The process that closed it may have died.</summary>
    public DateTimeOffset ClosedAt { get; init; }

    public static Staging New() => new() { Blob = FileManifest.NewName() };

    /// <summary>Which blocks these are, as a text of a fixed length.</summary>
    public static string DigestOf(IReadOnlyList<StagedBlock> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> index = stackalloc byte[sizeof(int)];
        foreach (var block in blocks)
        {
            BinaryPrimitives.WriteInt32LittleEndian(index, block.Index);
            hash.AppendData(index);
            hash.AppendData(block.Sha256.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>With this block in its place.</summary>
    /// <exception cref="IOException">It was sent in ever other versions.</exception>
    public Staging With(StagedEntry entry)
    {
        var entries = StagedEntry.Unpack(Entries);
        var at = entries.FindIndex(other => other.Index >= entry.Index);
        var replaces = at >= 0 && entries[at].Index == entry.Index;
        if (replaces && Replaced == MostReplaced) throw new IOException("Too many blocks of this upload were sent again with other content.");
        if (replaces) entries[at] = entry;
        else entries.Insert(at < 0 ? entries.Count : at, entry);
        return this with { Entries = StagedEntry.Pack(entries), Replaced = replaces ? Replaced + 1 : Replaced };
    }

    /// <summary>
    /// The entries of these blocks; null when they are not what is staged: all from 0 on, none missing, and each but the last full.
    /// </summary>
    public IReadOnlyList<StagedEntry>? Of(IReadOnlyList<StagedBlock> blocks)
    {
        var entries = StagedEntry.Unpack(Entries);
        if (blocks.Count > entries.Count) return null;
        for (var index = 0; index < blocks.Count; index++)
        {
            if (blocks[index].Index != index || entries[index].Index != index) return null;
            if (!blocks[index].Sha256.Span.SequenceEqual(entries[index].Sha256)) return null;
            if (index < blocks.Count - 1 && entries[index].Length != FileLimits.BlockSize) return null;
        }

        return entries[..blocks.Count];
    }
}
