using System.Buffers.Binary;

namespace ConnectNow.Media;

/// <summary>What formats are made of: numbers at places, four-character codes, fixed marks.</summary>
internal static class Bytes
{
    public static bool HasAt(this ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> mark) =>
        at >= 0 && bytes.Length - at >= mark.Length && bytes[at..].StartsWith(mark);

    public static uint Big32(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    public static ulong Big64(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);

    public static ushort Big16(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    public static uint Little32(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static ushort Little16(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
