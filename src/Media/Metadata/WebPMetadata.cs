using System.Buffers.Binary;
using System.Text;

namespace ConnectNow.Media.Metadata;

/// <summary>Takes out of a WebP file (RFC 9649) EXIF, XMP, unknown chunks, and what follows its end.</summary>
/// <remarks>The orientation goes too: browsers show these pictures as they are stored, whatever EXIF says.</remarks>
internal static class WebPMetadata
{
    private const int HeaderLength = 12;
    private const byte ExifFlag = 0x08;
    private const byte XmpFlag = 0x04;
    private const int MostChunks = 20_000;

    private static readonly HashSet<string> Shown = ["VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"];

    private readonly record struct Chunk(string Type, long Start, long Length)
    {
        /// <summary>With its header, and with the zero that makes its length even.</summary>
        public long Padded => 8 + Length + (Length & 1);
    }

    /// <summary>Null when its chunks don't fill it.</summary>
    public static async ValueTask<PicturePlan?> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        if (await ChunksAsync(content, cancellationToken) is not { } chunks || !chunks.Any(chunk => chunk.Type is "VP8 " or "VP8L" or "ANMF")) return null;
        var kept = chunks.Where(chunk => Shown.Contains(chunk.Type)).ToList();
        var file = new Splice();
        await PutHeaderAsync(content, file, 4 + kept.Sum(chunk => chunk.Padded), cancellationToken);
        foreach (var chunk in kept)
        {
            if (chunk.Type == "VP8X") await PutExtendedAsync(content, file, chunk, cancellationToken);
            else file.Keep(chunk.Start, chunk.Padded);
        }

        return file.HasTooManyPieces ? null : new(file) { Frames = Math.Max(1, kept.Count(chunk => chunk.Type == "ANMF")) };
    }

    private static async ValueTask<List<Chunk>?> ChunksAsync(FileContent content, CancellationToken cancellationToken)
    {
        var chunks = new List<Chunk>();
        var header = await content.ReadAsync(4, 4, cancellationToken);
        if (header.Length < 4 || header.Span.Little32(0) + 8L is var end && end > content.Length) return null;
        for (long at = HeaderLength; at < end;)
        {
            header = await content.ReadAsync(at, 8, cancellationToken);
            if (header.Length < 8 || chunks.Count == MostChunks) return null;
            var chunk = new Chunk(Encoding.Latin1.GetString(header.Span[..4]), at, header.Span.Little32(4));
            if (at + chunk.Padded > end) return null;
            chunks.Add(chunk);
            at += chunk.Padded;
        }

        return chunks;
    }

    private static async ValueTask PutHeaderAsync(FileContent content, Splice file, long length, CancellationToken cancellationToken)
    {
        byte[] header = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8];
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)length);
        await PutAsync(content, file, 0, header, cancellationToken);
    }

    /// <summary>The extended header says which of the optional chunks there are.</summary>
    private static async ValueTask PutExtendedAsync(FileContent content, Splice file, Chunk chunk, CancellationToken cancellationToken)
    {
        var bytes = (await content.ReadAsync(chunk.Start, (int)Math.Min(chunk.Padded, 18), cancellationToken)).ToArray();
        if (bytes.Length > 8) bytes[8] = (byte)(bytes[8] & ~(XmpFlag | ExifFlag));
        await PutAsync(content, file, chunk.Start, bytes, cancellationToken);
        file.Keep(chunk.Start + bytes.Length, chunk.Padded - bytes.Length);
    }

    /// <summary>Keeps what stands there when it is that already.</summary>
    private static async ValueTask PutAsync(FileContent content, Splice file, long at, byte[] bytes, CancellationToken cancellationToken)
    {
        var there = await content.ReadAsync(at, bytes.Length, cancellationToken);
        if (there.Span.SequenceEqual(bytes)) file.Keep(at, bytes.Length);
        else file.Put(bytes);
    }
}
