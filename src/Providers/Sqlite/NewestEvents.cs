using System.Buffers.Binary;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Where an event is.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Row">Its row.</param>
/// <param name="KeyHash">The <see cref="EventIndex.HashOf"/> of its key; null when it has none.</param>
internal readonly record struct NewestEvent(long Seq, long Row, long? KeyHash);

/// <summary>
/// Where the newest events of a chat are, as the chat's own row says it: ascending numbers, some ten bytes each. An instance is filled
/// again and again, so that a commit allocates none.
/// </summary>
internal sealed class NewestEvents
{
    /// <summary>
    /// More of them make each commit write a larger row; fewer, and the tables are touched more often
    /// (docs/decisions/0012-events-indexed-in-batches.md).
    /// </summary>
    public const int Capacity = 32;

    // Two numbers of seven bits a byte, and the hash.
    private const int MostBytes = 10 + 10 + sizeof(long);

    private readonly NewestEvent[] _events = new NewestEvent[Capacity];
    private readonly byte[] _bytes = new byte[Capacity * MostBytes];
    private int _count;

    public ReadOnlySpan<NewestEvent> All => _events.AsSpan(0, _count);

    public void Clear() => _count = 0;

    public void Add(NewestEvent chatEvent) => _events[_count++] = chatEvent;

    /// <summary>Becomes what <see cref="ToBytes"/> of another has written.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        Clear();
        var before = default(NewestEvent);
        while (!bytes.IsEmpty)
        {
            var seq = before.Seq + (long)ReadNumber(ref bytes);
            var row = ReadNumber(ref bytes);
            long? hash = null;
            if ((row & 1) != 0)
            {
                hash = BinaryPrimitives.ReadInt64LittleEndian(bytes);
                bytes = bytes[sizeof(long)..];
            }

            Add(before = new(seq, before.Row + (long)(row >> 1), hash));
        }
    }

    /// <summary>
    /// Each event as the distance of its number and of its row to those of the one before, and the hash if there is one. Valid until the
    /// next call.
    /// </summary>
    public ReadOnlyMemory<byte> ToBytes()
    {
        var length = 0;
        var before = default(NewestEvent);
        foreach (var chatEvent in All)
        {
            WriteNumber((ulong)(chatEvent.Seq - before.Seq), ref length);
            WriteNumber(((ulong)(chatEvent.Row - before.Row) << 1) | (chatEvent.KeyHash is null ? 0UL : 1), ref length);
            if (chatEvent.KeyHash is { } hash)
            {
                BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(length), hash);
                length += sizeof(long);
            }

            before = chatEvent;
        }

        return _bytes.AsMemory(0, length);
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (var (index, shift) = (0, 0); ; index++, shift += 7)
        {
            number |= (ulong)(bytes[index] & 0x7F) << shift;
            if (bytes[index] >= 0x80)
                continue;

            bytes = bytes[(index + 1)..];
            return number;
        }
    }

    private void WriteNumber(ulong number, ref int length)
    {
        for (; number >= 0x80; number >>= 7)
            _bytes[length++] = (byte)(number | 0x80);

        _bytes[length++] = (byte)number;
    }
}
