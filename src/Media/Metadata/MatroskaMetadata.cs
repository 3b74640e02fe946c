namespace ConnectNow.Media.Metadata;

/// <summary>
/// Blanks the tags of WebM and Matroska files (RFC 9559), where programs write the place, the maker and what was commented, and the day of
/// the recording: each is made into free space of the same length (Void), so that nothing else moves.
/// </summary>
/// <remarks>
/// Looked for before the film and where the table at the beginning says (SeekHead): a file is not read from end to end. Tags that stand
/// behind the film and in no table are not found.
/// </remarks>
internal static class MatroskaMetadata
{
    private const uint SeekHead = 0x114D9B74;
    private const uint Seek = 0x4DBB;
    private const uint SeekId = 0x53AB;
    private const uint SeekPosition = 0x53AC;
    private const uint Tags = 0x1254C367;
    private const uint Information = 0x1549A966;
    private const uint Date = 0x4461;
    private const uint Sum = 0xBF;
    private const byte Void = 0xEC;
    private const int MostSizeLength = 8;

    /// <summary>The file without them; it has the same length.</summary>
    public static async ValueTask<Splice> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        var blanks = new SortedDictionary<long, long>();
        foreach (var segment in (await Matroska.ReadAsync(content, 0, content.Length, cancellationToken)).Where(element => element.Id == Matroska.Segment))
        {
            foreach (var (at, element) in await NamedAsync(content, segment, cancellationToken))
            {
                if (element.Id == Tags) blanks[at] = element.End;
                if (element.Id != Information) continue;
                var within = await Matroska.ReadAsync(content, element.Body, element.End, cancellationToken);
                if (within.TrueForAll(inner => inner.Id != Date)) continue;
                var start = element.Body;
                foreach (var inner in within)
                {
                    // The sum over them is not true any more without the day.
                    if (inner.Id is Date or Sum) blanks[start] = inner.End;
                    start = inner.End;
                }
            }
        }

        return Apply(content, blanks);
    }

    /// <summary>What stands before the film, and what the table names, with the place where each begins.</summary>
    private static async ValueTask<Dictionary<long, Matroska.Element>> NamedAsync(
        FileContent content, Matroska.Element segment, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, Matroska.Element>();
        var at = segment.Body;
        foreach (var element in await Matroska.ReadAsync(content, segment.Body, segment.End, cancellationToken))
        {
            found[at] = element;
            at = element.End;
        }

        // A table may name a second one, at the end of a file that was made longer.
        for (var tables = found.Values.Where(element => element.Id == SeekHead).ToList(); tables.Count > 0;)
        {
            var named = new List<Matroska.Element>();
            foreach (var place in await PlacesAsync(content, tables, segment, cancellationToken))
            {
                if (found.ContainsKey(place) || await ElementAsync(content, place, segment.End, cancellationToken) is not { Id: Tags or Information or SeekHead } element) continue;
                found[place] = element;
                if (element.Id == SeekHead && found.Count < 16) named.Add(element);
            }

            tables = named;
        }

        return found;
    }

    private static async ValueTask<List<long>> PlacesAsync(
        FileContent content, List<Matroska.Element> tables, Matroska.Element segment, CancellationToken cancellationToken)
    {
        var places = new List<long>();
        foreach (var table in tables)
        {
            foreach (var entry in (await Matroska.ReadAsync(content, table.Body, table.End, cancellationToken)).Where(element => element.Id == Seek))
            {
                var (id, position) = (0UL, ulong.MaxValue);
                foreach (var field in await Matroska.ReadAsync(content, entry.Body, entry.End, cancellationToken))
                {
                    if (field.Id == SeekId) id = await NumberAsync(content, field, cancellationToken);
                    if (field.Id == SeekPosition) position = await NumberAsync(content, field, cancellationToken);
                }

                if (id is Tags or Information or SeekHead && position < (ulong)(segment.End - segment.Body)) places.Add(segment.Body + (long)position);
            }
        }

        return places;
    }

    private static async ValueTask<Matroska.Element?> ElementAsync(
        FileContent content, long at, long end, CancellationToken cancellationToken) =>
        Matroska.Parse((await content.ReadAsync(at, (int)Math.Min(12, end - at), cancellationToken)).Span, at, end);

    private static async ValueTask<ulong> NumberAsync(FileContent content, Matroska.Element field, CancellationToken cancellationToken)
    {
        ulong number = 0;
        foreach (var unit in (await content.ReadAsync(field.Body, (int)Math.Min(MostSizeLength, field.End - field.Body), cancellationToken)).Span) number = (number << 8) | unit;
        return number;
    }

    private static Splice Apply(FileContent content, SortedDictionary<long, long> blanks)
    {
        var file = new Splice();
        long at = 0;
        foreach (var (from, end) in blanks)
        {
            // One that lies in another is gone already; the smallest Void has two bytes.
            if (from < at || end - from < 2) continue;
            file.Keep(at, from - at);
            var header = HeaderOf(end - from);
            file.Put(header);
            file.PutZeros(end - from - header.Length);
            at = end;
        }

        file.Keep(at, content.Length - at);
        return file;
    }

    /// <summary>The beginning of a Void of so many bytes in all, its own size among them.</summary>
    private static byte[] HeaderOf(long length)
    {
        // With the longest size where it fits, so that there is one for every length.
        var sizeLength = length >= 1 + MostSizeLength ? MostSizeLength : 1;
        var size = length - 1 - sizeLength;
        var header = new byte[1 + sizeLength];
        header[0] = Void;
        for (var index = 0; index < sizeLength; index++) header[^(index + 1)] = (byte)(size >> (8 * index));
        header[1] |= (byte)(1 << (8 - sizeLength));
        return header;
    }
}
