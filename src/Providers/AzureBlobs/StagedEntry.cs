using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>A block that counts. Its number tells it from others that were staged for the same place.</summary>
internal sealed record StagedEntry(int Index, int Length, long Number, byte[] Sha256)
{
    private const int Header = sizeof(int) + sizeof(int) + sizeof(long);
    private const int Size = Header + SHA256.HashSizeInBytes;

    /// <summary>What the block is called in its blob, where all names must be of one length.</summary>
    public string BlockId
    {
        get
        {
            Span<byte> id = stackalloc byte[sizeof(int) + sizeof(long)];
            BinaryPrimitives.WriteInt32BigEndian(id, Index);
            BinaryPrimitives.WriteInt64BigEndian(id[sizeof(int)..], Number);
            return Convert.ToBase64String(id);
        }
    }

    public static byte[] Pack(IReadOnlyList<StagedEntry> entries)
    {
        var packed = new byte[entries.Count * Size];
        for (var at = 0; at < entries.Count; at++)
        {
            var entry = entries[at];
            var bytes = packed.AsSpan(at * Size, Size);
            BinaryPrimitives.WriteInt32LittleEndian(bytes, entry.Index);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], entry.Length);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], entry.Number);
            entry.Sha256.CopyTo(bytes[Header..]);
        }

        return packed;
    }

    public static List<StagedEntry> Unpack(byte[] packed)
    {
        var entries = new List<StagedEntry>(packed.Length / Size);
        for (var at = 0; at < packed.Length; at += Size)
        {
            var bytes = packed.AsSpan(at, Size);
            entries.Add(new(
                BinaryPrimitives.ReadInt32LittleEndian(bytes),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
                bytes[Header..].ToArray()));
        }

        return entries;
    }
}
