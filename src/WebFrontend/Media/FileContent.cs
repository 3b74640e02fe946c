using System.Buffers.Binary;

namespace ConnectNow.WebFrontend.Media;

/// <summary>A file's bytes, read from anywhere in small pieces; the stream is the caller's to dispose.</summary>
internal sealed class FileContent(Stream stream)
{
    public Stream Stream { get; } = stream;

    public long Length { get; } = stream.Length;

    /// <summary>Bytes from an offset on; fewer than asked for at the end of the file, none beyond.</summary>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset >= Length) return 0;
        Stream.Position = offset;
        return await Stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Clamp(Length - offset, 0, most)];
        return buffer.AsMemory(0, await ReadAsync(offset, buffer, cancellationToken));
    }
}

/// <summary>What formats are made of: numbers at places, four-character codes, fixed marks.</summary>
internal static class Marks
{
    public static bool HasAt(this ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> mark) => at >= 0 && bytes.Length - at >= mark.Length && bytes[at..].StartsWith(mark);

    public static uint Big32(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);

    public static ulong Big64(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);

    public static ushort Big16(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    public static uint Little32(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    public static ushort Little16(this ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
