namespace ConnectNow.Media;

/// <summary>How to turn a picture before it is shown: the one thing worth keeping of EXIF (TIFF tag 0x0112, values 1 to 8).</summary>
internal static class Orientation
{
    public const int Upright = 1;

    private const ushort Tag = 0x0112;
    private const ushort ShortNumber = 3;

    /// <summary>Whether turning it swaps width and height.</summary>
    public static bool IsSideways(int orientation) => orientation >= 5;

    /// <summary>The orientation that a TIFF structure, as EXIF is one, begins with; upright when it says none that is valid.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return Upright;
        var isLittle = tiff.StartsWith("II*\0"u8);
        if (!isLittle && !tiff.StartsWith("MM\0*"u8)) return Upright;
        var directory = isLittle ? tiff.Little32(4) : tiff.Big32(4);
        if (directory > tiff.Length - 2) return Upright;

        var entries = tiff[(int)directory..];
        var count = isLittle ? entries.Little16(0) : entries.Big16(0);
        for (var at = 2; count > 0 && at + 12 <= entries.Length; at += 12, count--)
        {
            var entry = entries.Slice(at, 12);
            var (tag, kind, value) = isLittle
                ? (entry.Little16(0), entry.Little16(2), entry.Little16(8))
                : (entry.Big16(0), entry.Big16(2), entry.Big16(8));
            if (tag == Tag) return kind == ShortNumber && value is >= 1 and <= 8 ? value : Upright;
        }

        return Upright;
    }

    /// <summary>A TIFF structure that says the orientation and nothing else.</summary>
    public static byte[] Write(int orientation) =>
    [
        .. "II*\0"u8, 8, 0, 0, 0,
        1, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0,
        0, 0, 0, 0,
    ];
}
