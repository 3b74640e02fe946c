namespace ConnectNow.Media.Metadata;

/// <summary>The items of a HEIC or AVIF picture (ISO/IEC 23008-12): which of them are EXIF or XMP, and where their bytes lie.</summary>
internal static class HeifItems
{
    private const int LongestTable = 1024 * 1024;

    /// <summary>The bytes of all items that describe the picture; none when there are no items; null when they can't be found.</summary>
    public static async ValueTask<List<Blank>?> BlanksAsync(FileContent content, IsoBox meta, CancellationToken cancellationToken)
    {
        if (await meta.ChildrenAsync(content, 4, cancellationToken) is not { } boxes) return [];
        if (await TableAsync(content, boxes, "iinf", cancellationToken) is not { } items) return [];
        if (Describing(items.Span) is not { } describing) return null;
        if (describing.Count == 0) return [];
        if (await TableAsync(content, boxes, "iloc", cancellationToken) is not { } places) return null;
        var inner = boxes.FirstOrDefault(box => box.Type == "idat");
        return Places(places.Span, describing, inner, content.Length);
    }

    private static async ValueTask<ReadOnlyMemory<byte>?> TableAsync(
        FileContent content, IReadOnlyList<IsoBox> boxes, string type, CancellationToken cancellationToken)
    {
        var box = boxes.FirstOrDefault(box => box.Type == type);
        return box.Type is null || box.End - box.Body > LongestTable ? null : await content.ReadAsync(box.Body, (int)(box.End - box.Body), cancellationToken);
    }

    private static HashSet<uint>? Describing(ReadOnlySpan<byte> table)
    {
        var found = new HashSet<uint>();
        if (table.Length < 8) return null;
        var rest = table[(table[0] == 0 ? 6 : 8)..];
        while (rest.Length >= 8)
        {
            var length = rest.Big32(0);
            if (length < 8 || length > rest.Length) return null;
            var entry = rest[8..(int)length];
            rest = rest[(int)length..];
            // Versions 2 and 3 say what an item is; in earlier ones there is neither EXIF nor XMP.
            if (entry is not [2 or 3, ..]) continue;
            var isShort = entry[0] == 2;
            if (entry.Length < (isShort ? 12 : 14)) return null;
            var kind = entry.Slice(isShort ? 8 : 10, 4);
            if (kind.SequenceEqual("Exif"u8) || kind.SequenceEqual("mime"u8) || kind.SequenceEqual("uri "u8))
                found.Add(isShort ? entry.Big16(4) : entry.Big32(4));
        }

        return found;
    }

    private static List<Blank>? Places(ReadOnlySpan<byte> table, HashSet<uint> wanted, IsoBox inner, long fileLength)
    {
        var reader = new Reader(table);
        var version = reader.Number(1);
        reader.Number(3);
        var (sizes, moreSizes) = ((int)reader.Number(1), (int)reader.Number(1));
        var (offsetSize, lengthSize, baseSize, indexSize) = (sizes >> 4, sizes & 15, moreSizes >> 4, version is 1 or 2 ? moreSizes & 15 : 0);
        var blanks = new List<Blank>();
        for (var items = reader.Number(version < 2 ? 2 : 4); items > 0 && !reader.IsOver; items--)
        {
            var id = (uint)reader.Number(version < 2 ? 2 : 4);
            var method = version is 1 or 2 ? reader.Number(2) & 15 : 0;
            reader.Number(2);
            var start = reader.Number(baseSize);
            for (var extents = reader.Number(2); extents > 0 && !reader.IsOver; extents--)
            {
                reader.Number(indexSize);
                var (offset, length) = (start + reader.Number(offsetSize), reader.Number(lengthSize));
                if (!wanted.Contains(id)) continue;
                var (from, end) = method switch
                {
                    0 => (offset, fileLength),
                    1 when inner.Type is not null => (inner.Body + offset, inner.End),
                    _ => (-1, -1),
                };
                if (offset < 0 || from < 0 || length <= 0 || length > end - from) return null;
                blanks.Add(new(null, from, from + length));
            }
        }

        return reader.IsOver ? null : blanks;
    }

    /// <summary>Reads numbers one after the other.</summary>
    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        /// <summary>More was asked for than there is.</summary>
        public bool IsOver { get; private set; }

        public long Number(int size)
        {
            if (size > _rest.Length || size > 8)
            {
                IsOver = true;
                return 0;
            }

            long number = 0;
            foreach (var unit in _rest[..size]) number = (number << 8) | unit;
            _rest = _rest[size..];
            return number;
        }
    }
}
