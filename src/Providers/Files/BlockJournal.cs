using System.Buffers.Binary;
using System.Security.Cryptography;
using ConnectNow.Files;

namespace ConnectNow.Providers.Files;

/// <summary>
/// A block that is on the disk: at its place in the content, or, when <c>Beside</c> is not 0, in a file of its own with that number.
/// </summary>
internal sealed record JournalEntry(int Index, int Length, long Beside, byte[] Sha256);

/// <summary>
/// Which blocks of an upload are on the disk. Entries are appended after their bytes were synced, each with a checksum: what a crash has
/// cut short is no entry. The last entry of a block counts.
/// </summary>
internal static class BlockJournal
{
    private const int EntrySize = 64;
    private const int SignedSize = 48;
    private const int EntriesAtOnce = 1024;

    /// <summary>The blocks by index; empty when there is no journal.</summary>
    public static async Task<SortedDictionary<int, JournalEntry>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var entries = new SortedDictionary<int, JournalEntry>();
        FileStream file;
        try
        {
            file = Disk.Open(path, FileMode.Open, FileAccess.Read);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return entries;
        }

        await using var opened = file.ConfigureAwait(false);
        var buffer = new byte[EntrySize * EntriesAtOnce];
        int read;
        do
        {
            read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            for (var at = 0; at + EntrySize <= read; at += EntrySize)
                if (Decode(buffer.AsSpan(at, EntrySize)) is { } entry) entries[entry.Index] = entry;
        }
        while (read == buffer.Length);
        return entries;
    }

    /// <summary>Adds an entry; it is on the disk when this ends, except for the journal's name.</summary>
    public static async Task AppendAsync(string path, JournalEntry entry, CancellationToken cancellationToken)
    {
        var file = Disk.Open(path, FileMode.OpenOrCreate, FileAccess.Write);
        await using var opened = file.ConfigureAwait(false);
        // Whatever stands after the last whole entry was cut short by a crash.
        var end = file.Length - (file.Length % EntrySize);
        try
        {
            await RandomAccess.WriteAsync(file.SafeFileHandle, Encode(entry), end, cancellationToken).ConfigureAwait(false);
            Disk.Sync(file);
        }
        catch
        {
            // It may be in the file without being on the disk: then it must not be read as if it were.
            file.SetLength(end);
            throw;
        }
    }

    /// <summary>Writes a whole journal beside the one that is there, for the caller to put in its place.</summary>
    public static async Task WriteAsync(string path, IEnumerable<JournalEntry> entries, CancellationToken cancellationToken)
    {
        var file = Disk.Open(path, FileMode.Create, FileAccess.Write);
        await using var opened = file.ConfigureAwait(false);
        foreach (var chunk in entries.Chunk(EntriesAtOnce))
            await file.WriteAsync(chunk.SelectMany(Encode).ToArray(), cancellationToken).ConfigureAwait(false);
        Disk.Sync(file);
    }

    /// <summary>Whether these are the blocks asked for: all of them, from 0 on, none missing, and each but the last full.</summary>
    public static bool Holds(SortedDictionary<int, JournalEntry> entries, IReadOnlyList<StagedBlock> blocks)
    {
        for (var index = 0; index < blocks.Count; index++)
        {
            if (blocks[index].Index != index || !entries.TryGetValue(index, out var entry)) return false;
            if (!blocks[index].Sha256.Span.SequenceEqual(entry.Sha256)) return false;
            if (index < blocks.Count - 1 && entry.Length != FileLimits.BlockSize) return false;
        }

        return true;
    }

    private static byte[] Encode(JournalEntry entry)
    {
        var bytes = new byte[EntrySize];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, entry.Index);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), entry.Length);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), entry.Beside);
        entry.Sha256.CopyTo(bytes, 16);
        Checksum(bytes).CopyTo(bytes, SignedSize);
        return bytes;
    }

    private static JournalEntry? Decode(ReadOnlySpan<byte> bytes)
    {
        if (!bytes[SignedSize..].SequenceEqual(Checksum(bytes))) return null;
        return new(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            bytes[16..SignedSize].ToArray());
    }

    private static byte[] Checksum(ReadOnlySpan<byte> entry) => SHA256.HashData(entry[..SignedSize])[..(EntrySize - SignedSize)];
}
