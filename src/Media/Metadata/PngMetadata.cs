using System.IO.Hashing;
using System.Text;

namespace ConnectNow.Media.Metadata;

/// <summary>
/// Takes out of a PNG file (W3C PNG 3) all that is not needed to show it: EXIF except for the orientation, texts, times, unknown chunks,
/// and what follows its end.
/// </summary>
internal static class PngMetadata
{
    private const int SignatureLength = 8;
    private const int LongestExif = 64 * 1024;
    private const int MostChunks = 2_000_000;

    private static readonly HashSet<string> Shown =
    [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT",
        "acTL", "fcTL", "fdAT",
    ];

    /// <summary>Null when its chunks can't be followed to its pixels. One that was cut within them is kept as far as it goes.</summary>
    public static async ValueTask<PicturePlan?> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        var file = new Splice();
        file.Keep(0, SignatureLength);
        var (orientation, frames, hasPixels) = (Orientation.Upright, 1L, false);
        long at = SignatureLength;
        for (var chunks = 0; at < content.Length; chunks++)
        {
            var header = await content.ReadAsync(at, 12, cancellationToken);
            if (header.Length < 12 || chunks == MostChunks || file.HasTooManyPieces) return null;
            var (length, type) = (12L + header.Span.Big32(0), Encoding.Latin1.GetString(header.Span[4..8]));
            if (length > content.Length - at)
            {
                if (type is not ("IDAT" or "fdAT")) return null;
                file.Keep(at, content.Length - at);
                break;
            }

            hasPixels |= type == "IDAT";
            if (type == "acTL") frames = header.Span.Big32(8);
            if (type == "eXIf") orientation = await TakeExifAsync(content, file, at, length, orientation, cancellationToken);
            else if (Shown.Contains(type)) file.Keep(at, length);
            at += length;
            if (type == "IEND") break;
        }

        return hasPixels ? new(file) { Orientation = orientation, Frames = (int)Math.Min(frames, int.MaxValue) } : null;
    }

    private static async ValueTask<int> TakeExifAsync(
        FileContent content, Splice file, long at, long length, int orientation, CancellationToken cancellationToken)
    {
        if (orientation != Orientation.Upright || length > LongestExif) return orientation;
        var chunk = await content.ReadAsync(at, (int)length, cancellationToken);
        orientation = Orientation.Read(chunk.Span[8..^4]);
        if (orientation == Orientation.Upright) return orientation;
        var minimal = Chunk("eXIf", Orientation.Write(orientation));
        if (chunk.Span.SequenceEqual(minimal)) file.Keep(at, length);
        else file.Put(minimal);
        return orientation;
    }

    private static byte[] Chunk(string type, byte[] body)
    {
        byte[] typed = [.. Encoding.Latin1.GetBytes(type), .. body];
        var sum = Crc32.HashToUInt32(typed);
        return [0, 0, (byte)(body.Length >> 8), (byte)body.Length, .. typed, (byte)(sum >> 24), (byte)(sum >> 16), (byte)(sum >> 8), (byte)sum];
    }
}
