using System.Text;

namespace ConnectNow.Media;

/// <summary>The members of the family of MP4: told apart by their brands, film and sound by their tracks.</summary>
internal static class IsoMedia
{
    private const int MostSideBySide = 64;

    private const string AvifSequence = "avis";
    private const int LongestBrands = 4096;

    private static readonly string[] Avif = ["avif", AvifSequence];
    private static readonly string[] Heif = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"];

    public static async ValueTask<string> TypeAsync(FileContent content, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        var brands = Brands(head.Span);
        if (brands.Count == 0) return InlineTypes.Download;
        if (brands.Intersect(Avif).Any()) return "image/avif";
        if (Heif.Contains(brands[0])) return "image/heic";
        if (brands[0] == "crx ") return "image/x-canon-cr3";
        var hasFilm = await HasFilmAsync(content, cancellationToken);
        return brands[0] switch
        {
            "qt  " => "video/quicktime",
            "M4A " or "M4B " or "M4P " => hasFilm == true ? "video/mp4" : "audio/mp4",
            ['3', 'g', ..] => hasFilm == false ? "audio/3gpp" : "video/3gpp",
            _ => hasFilm == false ? "audio/mp4" : "video/mp4",
        };
    }

    /// <summary>Whether an AVIF is a sequence of pictures: it moves, as an animated GIF does.</summary>
    public static async ValueTask<bool> IsSequenceAsync(FileContent content, CancellationToken cancellationToken) =>
        Brands((await content.ReadAsync(0, LongestBrands, cancellationToken)).Span).Contains(AvifSequence);

    /// <summary>The major brand, then the compatible ones.</summary>
    private static List<string> Brands(ReadOnlySpan<byte> head)
    {
        var brands = new List<string>();
        var end = (int)Math.Min(head.Big32(0), (uint)head.Length);
        for (var at = 8; at + 4 <= end; at += 4)
            if (at != 12) brands.Add(Encoding.Latin1.GetString(head.Slice(at, 4)));
        return brands;
    }

    /// <summary>Whether one of the tracks has pictures; null when no track was found.</summary>
    private static async ValueTask<bool?> HasFilmAsync(FileContent content, CancellationToken cancellationToken)
    {
        List<IsoBox> boxes = [new("file", 0, 0, content.Length)];
        foreach (var type in new[] { "moov", "trak", "mdia", "hdlr" })
            boxes = await WithinAsync(content, boxes, type, cancellationToken);

        bool? hasFilm = null;
        foreach (var handler in boxes)
        {
            var kind = await content.ReadAsync(handler.Body + 8, 4, cancellationToken);
            if (kind.Span.SequenceEqual("vide"u8)) return true;
            if (kind.Span.SequenceEqual("soun"u8)) hasFilm = false;
        }

        return hasFilm;
    }

    private static async ValueTask<List<IsoBox>> WithinAsync(
        FileContent content, List<IsoBox> parents, string type, CancellationToken cancellationToken)
    {
        var found = new List<IsoBox>();
        foreach (var parent in parents.Take(MostSideBySide))
            found.AddRange((await parent.ChildrenAsync(content, 0, cancellationToken) ?? []).Where(box => box.Type == type));
        return found;
    }
}
