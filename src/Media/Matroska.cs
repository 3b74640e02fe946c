using System.Text;

namespace ConnectNow.Media;

/// <summary>WebM and Matroska (RFC 9559): told apart by the document's type, film and sound by the tracks.</summary>
internal static class Matroska
{
    private const uint Header = 0x1A45DFA3;
    private const uint DocumentType = 0x4282;
    internal const uint Segment = 0x18538067;
    internal const uint Cluster = 0x1F43B675;
    private const uint Tracks = 0x1654AE6B;
    private const uint TrackEntry = 0xAE;
    private const uint TrackType = 0x83;
    private const int MostSideBySide = 256;

    internal readonly record struct Element(uint Id, long Body, long End);

    public static async ValueTask<string> TypeAsync(FileContent content, CancellationToken cancellationToken)
    {
        var top = await ReadAsync(content, 0, content.Length, cancellationToken);
        if (top is not [{ Id: Header } header, ..]) return InlineTypes.Download;
        var isWebM = false;
        foreach (var element in await ReadAsync(content, header.Body, header.End, cancellationToken))
            if (element.Id == DocumentType) isWebM = await TextAsync(content, element, cancellationToken) == "webm";

        var hasFilm = await HasFilmAsync(content, top, cancellationToken);
        return $"{(hasFilm ? "video" : "audio")}/{(isWebM ? "webm" : "x-matroska")}";
    }

    /// <summary>True also when no track was found.</summary>
    private static async ValueTask<bool> HasFilmAsync(FileContent content, List<Element> elements, CancellationToken cancellationToken)
    {
        elements = [.. elements.Where(element => element.Id == Segment)];
        foreach (var id in new[] { Tracks, TrackEntry, TrackType })
            elements = await WithinAsync(content, elements, id, cancellationToken);

        var hasSound = false;
        foreach (var type in elements)
        {
            var kind = await content.ReadAsync(type.Body, 1, cancellationToken);
            if (kind.Length == 1 && kind.Span[0] == 1) return true;
            hasSound |= kind.Length == 1 && kind.Span[0] == 2;
        }

        return !hasSound;
    }

    private static async ValueTask<List<Element>> WithinAsync(
        FileContent content, List<Element> parents, uint id, CancellationToken cancellationToken)
    {
        var found = new List<Element>();
        foreach (var parent in parents.Take(MostSideBySide))
            found.AddRange((await ReadAsync(content, parent.Body, parent.End, cancellationToken)).Where(element => element.Id == id));
        return found;
    }

    private static async ValueTask<string> TextAsync(FileContent content, Element element, CancellationToken cancellationToken) =>
        Encoding.Latin1.GetString((await content.ReadAsync(element.Body, (int)Math.Min(16, element.End - element.Body), cancellationToken)).Span).TrimEnd('\0');

    /// <summary>The elements between two places, up to the first that is cut, is of no kind, or holds the film itself.</summary>
    internal static async ValueTask<List<Element>> ReadAsync(FileContent content, long from, long end, CancellationToken cancellationToken)
    {
        var elements = new List<Element>();
        while (from < end && elements.Count < MostSideBySide)
        {
            var header = await content.ReadAsync(from, (int)Math.Min(12, end - from), cancellationToken);
            if (Parse(header.Span, from, end) is not { } element || element.Id == Cluster) break;
            elements.Add(element);
            from = element.End;
        }

        return elements;
    }

    internal static Element? Parse(ReadOnlySpan<byte> header, long from, long end)
    {
        var idLength = LengthOf(header, 4);
        if (idLength == 0) return null;
        var sizeLength = LengthOf(header[idLength..], 8);
        if (sizeLength == 0) return null;
        uint id = 0;
        foreach (var unit in header[..idLength]) id = (id << 8) | unit;
        var size = header[idLength] & ((1L << (8 - sizeLength)) - 1);
        foreach (var unit in header.Slice(idLength + 1, sizeLength - 1)) size = (size << 8) | unit;
        var body = from + idLength + sizeLength;
        // All ones: a stream whose length was not known when it began. A file that was cut is read as far as it goes.
        var isUnknown = size == (1L << (7 * sizeLength)) - 1;
        return new(id, body, isUnknown || size > end - body ? end : body + size);
    }

    /// <summary>How many bytes a number has that begins here; 0 when it has too many, or is cut.</summary>
    internal static int LengthOf(ReadOnlySpan<byte> bytes, int most)
    {
        if (bytes.IsEmpty || bytes[0] == 0) return 0;
        var length = System.Numerics.BitOperations.LeadingZeroCount((uint)bytes[0]) - 23;
        return length <= most && length <= bytes.Length ? length : 0;
    }
}
