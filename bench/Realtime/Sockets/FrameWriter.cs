using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>
/// Writes a client's frames (RFC 6455, section 5): whole messages, each masked with a key of its own, as the server gets them from
/// browsers.
/// </summary>
internal static class FrameWriter
{
    public const int LongestHeader = 14;

    private const int Final = 0x80;
    private const int Masked = 0x80;
    private const int KeyLength = 4;

    /// <summary>Writes one frame: how long it is.</summary>
    public static int Write(Span<byte> into, Opcode opcode, ReadOnlySpan<byte> payload, uint key)
    {
        into[0] = (byte)(Final | (int)opcode);
        var header = WriteLength(into, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(into[header..], key);
        header += KeyLength;
        Mask(payload, into.Slice(header, payload.Length), key);
        return header + payload.Length;
    }

    private static int WriteLength(Span<byte> into, int length)
    {
        switch (length)
        {
            case < 126:
                into[1] = (byte)(Masked | length);
                return 2;
            case <= ushort.MaxValue:
                into[1] = Masked | 126;
                BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)length);
                return 4;
            default:
                into[1] = Masked | 127;
                BinaryPrimitives.WriteInt64BigEndian(into[2..], length);
                return 10;
        }
    }

    private static void Mask(ReadOnlySpan<byte> from, Span<byte> to, uint key)
    {
        var wide = ((ulong)key << 32) | key;
        var words = MemoryMarshal.Cast<byte, ulong>(from);
        var masked = MemoryMarshal.Cast<byte, ulong>(to);
        for (var word = 0; word < words.Length; word++) masked[word] = words[word] ^ wide;
        for (var rest = words.Length * sizeof(ulong); rest < from.Length; rest++) to[rest] = (byte)(from[rest] ^ (byte)(key >> (8 * (rest & 3))));
    }
}
