namespace ConnectNow.Media;

/// <summary>Formats that begin with a mark of their own.</summary>
internal static class Signatures
{
    // Families whose members differ further in: found by those who know them.
    public const string Iso = "iso";
    public const string Ebml = "ebml";
    public const string Ogg = "ogg";
    public const string Zip = "zip";
    public const string Id3 = "id3";

    private static readonly (byte[] Mark, string Type)[] Known =
    [
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        ([.. "GIF87a"u8], "image/gif"),
        ([.. "GIF89a"u8], "image/gif"),
        ([.. "II*\0"u8], "image/tiff"),
        ([.. "MM\0*"u8], "image/tiff"),
        ([.. "8BPS\0\u0001"u8], "image/vnd.adobe.photoshop"),
        ([0, 0, 1, 0], "image/vnd.microsoft.icon"),
        ([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20, 0x0D, 0x0A, 0x87, 0x0A], "image/jxl"),
        ([.. "%PDF-"u8], "application/pdf"),
        ([0x1A, 0x45, 0xDF, 0xA3], Ebml),
        ([.. "OggS\0"u8], Ogg),
        ([.. "fLaC"u8], "audio/flac"),
        ([.. "ID3"u8], Id3),
        ([.. "#!AMR"u8], "audio/amr"),
        ([.. "MThd"u8], "audio/midi"),
        ([.. "FLV\u0001"u8], "video/x-flv"),
        ([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "video/x-ms-asf"),
        ([0, 0, 1, 0xBA], "video/mpeg"),
        ([.. "PK\u0003\u0004"u8], Zip),
        ([.. "PK\u0005\u0006"u8], Zip),
        ([0x1F, 0x8B, 8], "application/gzip"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        ([.. "Rar!\u001A\u0007"u8], "application/vnd.rar"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "application/x-xz"),
        ([.. "BZh"u8], "application/x-bzip2"),
        ([0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "application/x-ole-storage"),
        ([.. "{\\rtf"u8], "application/rtf"),
        ([.. "%!PS"u8], "application/postscript"),
        ([.. "MZ"u8], "application/vnd.microsoft.portable-executable"),
        ([0x7F, 0x45, 0x4C, 0x46], "application/x-executable"),
        ([0xFE, 0xED, 0xFA, 0xCE], "application/x-mach-binary"),
        ([0xFE, 0xED, 0xFA, 0xCF], "application/x-mach-binary"),
        ([0xCE, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        ([0xCF, 0xFA, 0xED, 0xFE], "application/x-mach-binary"),
        ([0xCA, 0xFE, 0xBA, 0xBE], "application/x-mach-binary"),
        ([.. "\0asm"u8], "application/wasm"),
        ([.. "wOFF"u8], "font/woff"),
        ([.. "wOF2"u8], "font/woff2"),
        ([.. "SQLite format 3\0"u8], "application/vnd.sqlite3"),
    ];

    /// <summary>A type, one of the families above, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> head)
    {
        foreach (var (mark, type) in Known)
            if (head.StartsWith(mark) && (type != "application/vnd.microsoft.portable-executable" || IsExecutable(head))) return type;

        if (head.HasAt(4, "ftyp"u8)) return Iso;
        if (head.StartsWith("RIFF"u8)) return RiffType(head);
        if (head.StartsWith("FORM"u8) && (head.HasAt(8, "AIFF"u8) || head.HasAt(8, "AIFC"u8))) return "audio/aiff";
        if (head.StartsWith("BM"u8) && IsBitmap(head)) return "image/bmp";
        return head.HasAt(257, "ustar"u8) ? "application/x-tar" : null;
    }

    private static string? RiffType(ReadOnlySpan<byte> head) =>
        head.HasAt(8, "WEBP"u8) ? "image/webp"
        : head.HasAt(8, "WAVE"u8) ? "audio/wav"
        : head.HasAt(8, "AVI "u8) ? "video/x-msvideo"
        : null;

    /// <summary>Two letters begin many a text: the header says where the next one is.</summary>
    private static bool IsExecutable(ReadOnlySpan<byte> head) => head.Length >= 64 && head[..64].Contains((byte)0);

    private static bool IsBitmap(ReadOnlySpan<byte> head) =>
        head.Length >= 26 && head.Little32(14) is 12 or 40 or 52 or 56 or 64 or 108 or 124;
}
