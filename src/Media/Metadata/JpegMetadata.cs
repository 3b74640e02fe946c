namespace ConnectNow.Media.Metadata;

/// <summary>
/// Takes out of a JPEG file (ITU-T T.81) what says more than the picture: EXIF except for the orientation, XMP, IPTC, comments, embedded
/// small pictures, and whatever follows its end, such as a film of the moment. Pixels and colour profile are left as they are.
/// </summary>
internal static class JpegMetadata
{
    private const byte Soi = 0xD8;
    private const byte Eoi = 0xD9;
    private const byte Sos = 0xDA;
    private const byte App0 = 0xE0;
    private const byte Comment = 0xFE;
    private const int JfifLength = 16;
    private const int LongestSegment = 65_535;

    /// <summary>
    /// Null when it is no JPEG file that can be followed to its picture. One that was cut within its picture is kept as far as it goes.
    /// </summary>
    public static async ValueTask<PicturePlan?> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        var file = new Splice();
        int? orientation = null;
        var scans = 0;
        var start = await content.ReadAsync(0, 2, cancellationToken);
        if (start.Length < 2 || start.Span[0] != 0xFF || start.Span[1] != Soi) return null;
        file.Keep(0, 2);
        for (long at = 2; ;)
        {
            var header = await content.ReadAsync(at, 4, cancellationToken);
            if (header.Length >= 2 && header.Span[0] == 0xFF && header.Span[1] == 0xFF)
            {
                at++; // Any number of these may stand before a marker.
                continue;
            }

            var isCut = header.Length < 4 || header.Span[0] != 0xFF;
            if (header.Length >= 2 && header.Span[0] == 0xFF && header.Span[1] == Eoi)
            {
                file.Keep(at, 2);
                break;
            }

            if (!isCut && header.Span[1] is >= 0xD0 and <= 0xD7 or 0x01)
            {
                file.Keep(at, 2);
                at += 2;
                continue;
            }

            var length = isCut ? 0 : header.Span.Big16(2);
            if (length < 2 || at + 2 + length > content.Length)
            {
                if (scans > 0) break;
                return null;
            }

            var marker = header.Span[1];
            orientation = await TakeAsync(content, file, marker, at, length, orientation, cancellationToken);
            at += 2 + length;
            if (marker != Sos) continue;

            scans++;
            var end = await EndOfScanAsync(content, at, cancellationToken);
            file.Keep(at, end - at);
            at = end;
            if (at == content.Length) break;
        }

        return scans == 0 || file.HasTooManyPieces ? null : new(file) { Orientation = orientation ?? Orientation.Upright, Scans = scans };
    }

    /// <summary>Keeps a segment, replaces it or leaves it out; the orientation, as the first EXIF segment says it.</summary>
    private static async ValueTask<int?> TakeAsync(
        FileContent content, Splice file, byte marker, long at, int length, int? orientation, CancellationToken cancellationToken)
    {
        if (marker is not (>= App0 and <= 0xEF or Comment))
        {
            file.Keep(at, length + 2);
            return orientation;
        }

        var segment = await content.ReadAsync(at, Math.Min(length + 2, LongestSegment + 2), cancellationToken);
        var body = segment[4..];
        switch (marker)
        {
            case App0 when body.Span.StartsWith("JFIF\0"u8) && length >= JfifLength:
                if (length == JfifLength) file.Keep(at, length + 2);
                else file.Put([0xFF, App0, 0, JfifLength, .. body.Span[..12], 0, 0]);
                return orientation;
            case 0xE1 when body.Span.StartsWith("Exif\0"u8) && body.Length > 6:
                return orientation ?? TakeExif(file, segment, at);
            case 0xE2 when body.Span.StartsWith("ICC_PROFILE\0"u8):
            case 0xEE when body.Span.StartsWith("Adobe"u8) && length == 14:
                file.Keep(at, length + 2);
                return orientation;
            default:
                return orientation;
        }
    }

    private static int TakeExif(Splice file, ReadOnlyMemory<byte> segment, long at)
    {
        var orientation = Orientation.Read(segment.Span[10..]);
        if (orientation == Orientation.Upright) return orientation;
        byte[] tiff = Orientation.Write(orientation);
        byte[] minimal = [0xFF, 0xE1, 0, (byte)(tiff.Length + 8), .. "Exif\0\0"u8, .. tiff];
        if (segment.Span.SequenceEqual(minimal)) file.Keep(at, segment.Length);
        else file.Put(minimal);
        return orientation;
    }

    /// <summary>Where the marker is that ends the coded pixels; the end of the file when it was cut.</summary>
    private static async ValueTask<long> EndOfScanAsync(FileContent content, long at, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var read = await content.ReadAsync(at, buffer, cancellationToken);
            if (read < 2) return content.Length;
            if (IndexOfMarker(buffer.AsSpan(0, read)) is var index and >= 0) return at + index;
            // The last byte may be the first half of one.
            at += read - 1;
        }
    }

    /// <summary>Within coded pixels 0xFF is followed by zero, or is a restart marker; anything else ends them.</summary>
    private static int IndexOfMarker(ReadOnlySpan<byte> coded)
    {
        for (var at = 0; ;)
        {
            var found = coded[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= coded.Length) return -1;
            at += found + 1;
            if (coded[at] is not (0 or 0xFF or >= 0xD0 and <= 0xD7)) return at - 1;
        }
    }
}
