namespace ConnectNow.Media.Metadata;

/// <summary>
/// Blanks, in MP4 and QuickTime films, where they say they were taken and by what, what was commented, and what programs left in free
/// space: the boxes are made into free space of the same length, so that nothing else moves. In HEIC and AVIF pictures, EXIF and XMP are
/// filled with zeros.
/// </summary>
/// <remarks>A track of positions that runs along with the film, as some cameras record it, is not touched.</remarks>
internal static class IsoMetadata
{
    private const int Deepest = 8;

    /// <summary>Free space that is longer is blanked without a look at it.</summary>
    private const int LongestLook = 64 * 1024;

    private static readonly HashSet<string> Parents = ["moov", "trak", "udta"];
    private static readonly HashSet<string> Places = ["\u00A9xyz", "loci", "XMP_", "\u00A9mak", "\u00A9mod", "\u00A9swr", "\u00A9day", "\u00A9cmt", "GPS ", "gps "];
    private static readonly HashSet<string> FreeSpace = ["free", "skip"];
    private static readonly byte[] Xmp = [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];

    /// <summary>Null when its boxes can't be followed.</summary>
    public static async ValueTask<Splice?> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        if (await IsoBox.ReadAsync(content, 0, content.Length, cancellationToken) is not { } boxes) return null;
        var blanks = new List<Blank>();
        foreach (var box in boxes)
        {
            if (box.Type != "meta")
            {
                if (!await AddAsync(content, box, blanks, depth: 0, cancellationToken)) return null;
            }
            else if (await HeifItems.BlanksAsync(content, box, cancellationToken) is { } items)
            {
                blanks.AddRange(items);
            }
            else
            {
                return null;
            }
        }

        return Apply(content, blanks);
    }

    private static async ValueTask<bool> AddAsync(
        FileContent content, IsoBox box, List<Blank> blanks, int depth, CancellationToken cancellationToken)
    {
        if (depth > Deepest) return false;
        if (Places.Contains(box.Type)
            || (box.Type == "meta" && await IsQuickTimeAsync(content, box, cancellationToken))
            || await IsXmpAsync(content, box, cancellationToken)
            || await IsUsedSpaceAsync(content, box, cancellationToken))
        {
            blanks.Add(new(box.Start + 4, box.Body, box.End));
        }

        if (!Parents.Contains(box.Type)) return true;
        if (await box.ChildrenAsync(content, 0, cancellationToken) is not { } children) return false;
        foreach (var child in children)
            if (!await AddAsync(content, child, blanks, depth + 1, cancellationToken)) return false;
        return true;
    }

    /// <summary>QuickTime's own list of values by key, where phones write the place. What music is tagged with is another.</summary>
    private static async ValueTask<bool> IsQuickTimeAsync(FileContent content, IsoBox box, CancellationToken cancellationToken)
    {
        var start = await content.ReadAsync(box.Body, (int)Math.Min(64, box.End - box.Body), cancellationToken);
        return start.Span.IndexOf("mdta"u8) >= 0;
    }

    private static async ValueTask<bool> IsXmpAsync(FileContent content, IsoBox box, CancellationToken cancellationToken) =>
        box.Type == "uuid" && (await content.ReadAsync(box.Body, (int)Math.Min(16, box.End - box.Body), cancellationToken)).Span.SequenceEqual(Xmp);

    /// <summary>Free space that is not empty: some cameras write there where they have been.</summary>
    private static async ValueTask<bool> IsUsedSpaceAsync(FileContent content, IsoBox box, CancellationToken cancellationToken) =>
        FreeSpace.Contains(box.Type) && box.End > box.Body
        && (box.End - box.Body > LongestLook || (await content.ReadAsync(box.Body, (int)(box.End - box.Body), cancellationToken)).Span.ContainsAnyExcept((byte)0));

    private static Splice? Apply(FileContent content, List<Blank> blanks)
    {
        var file = new Splice();
        long at = 0;
        foreach (var blank in blanks.OrderBy(blank => blank.From))
        {
            if (blank.End > content.Length || (blank.Type is not null && blank.Type < at)) return null;
            if (blank.Type is { } type)
            {
                file.Keep(at, type - at);
                file.Put([.. "free"u8]);
                at = type + 4;
            }

            // Two items may lie in the same bytes.
            var from = Math.Max(at, blank.From);
            if (from >= blank.End) continue;
            file.Keep(at, from - at);
            file.PutZeros(blank.End - from);
            at = blank.End;
        }

        file.Keep(at, content.Length - at);
        return file.HasTooManyPieces ? null : file;
    }
}

/// <summary>Bytes to be filled with zeros.</summary>
/// <param name="Type">Where the type of their box stands, which becomes free space; null to leave it.</param>
/// <param name="From">The first byte.</param>
/// <param name="End">The byte after the last.</param>
internal readonly record struct Blank(long? Type, long From, long End);
