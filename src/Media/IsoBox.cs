using System.Text;

namespace ConnectNow.Media;

/// <summary>A box of the ISO base media file format (ISO/IEC 14496-12), which MP4, QuickTime, HEIC and AVIF files consist of.</summary>
/// <param name="Type">Four characters.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Body">Where its content begins.</param>
/// <param name="End">Where the next one begins.</param>
internal readonly record struct IsoBox(string Type, long Start, long Body, long End)
{
    /// <summary>A film recorded in pieces has two a second or so; a hostile one does not keep us longer.</summary>
    private const int MostSideBySide = 100_000;

    /// <summary>The boxes between two places; null when they don't fill it, as in a file that was cut or is none of the kind.</summary>
    public static async ValueTask<IReadOnlyList<IsoBox>?> ReadAsync(
        FileContent content, long from, long end, CancellationToken cancellationToken)
    {
        var boxes = new List<IsoBox>();
        var header = new byte[16];
        while (from < end)
        {
            var read = await content.ReadAsync(from, header.AsMemory(0, (int)Math.Min(16, end - from)), cancellationToken);
            // QuickTime ends some lists with four zeros.
            if (end - from == 4 && read == 4 && Bytes.Big32(header, 0) == 0) break;
            if (boxes.Count == MostSideBySide || Parse(header.AsSpan(0, read), from, end) is not { } box) return null;
            boxes.Add(box);
            from = box.End;
        }

        return boxes;
    }

    public ValueTask<IReadOnlyList<IsoBox>?> ChildrenAsync(FileContent content, int after, CancellationToken cancellationToken) =>
        ReadAsync(content, Body + after, End, cancellationToken);

    private static IsoBox? Parse(ReadOnlySpan<byte> header, long start, long end)
    {
        if (header.Length < 8) return null;
        var type = Encoding.Latin1.GetString(header[4..8]);
        return header.Big32(0) switch
        {
            0 => new(type, start, start + 8, end),
            1 when header.Length == 16 && header.Big64(8) is >= 16 and var length && length <= (ulong)(end - start) =>
                new(type, start, start + 16, start + (long)length),
            >= 8 and var length when length <= end - start => new(type, start, start + 8, start + length),
            _ => null,
        };
    }
}
