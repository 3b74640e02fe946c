namespace ConnectNow.Media;

/// <summary>The header of an AVIF or HEIC picture (ISO/IEC 23008-12).</summary>
internal static class IsoPicture
{
    /// <summary>The size of the largest picture in it, as it is shown; null when it says none.</summary>
    public static async ValueTask<PictureHeader?> HeaderAsync(FileContent content, CancellationToken cancellationToken)
    {
        var properties = new List<IsoBox> { new("file", 0, 0, content.Length) };
        foreach (var (type, after) in new[] { ("meta", 0), ("iprp", 4), ("ipco", 0) })
            properties = await WithinAsync(content, properties, type, after, cancellationToken);

        (uint Width, uint Height) largest = default;
        var isTurned = false;
        foreach (var property in await WithinAsync(content, properties, null, 0, cancellationToken))
        {
            var body = (await content.ReadAsync(property.Body, (int)Math.Min(12, property.End - property.Body), cancellationToken)).Span;
            if (property.Type == "ispe" && body.Length == 12 && (ulong)body.Big32(4) * body.Big32(8) > (ulong)largest.Width * largest.Height)
                largest = (body.Big32(4), body.Big32(8));
            isTurned |= property.Type == "irot" && body.Length > 0 && (body[0] & 1) == 1;
        }

        // A sequence may have nothing but its track.
        if (largest.Width == 0) largest = await OfTrackAsync(content, cancellationToken);
        if (largest.Width == 0 || largest.Height == 0) return null;
        var (width, height) = ((int)Math.Min(largest.Width, int.MaxValue), (int)Math.Min(largest.Height, int.MaxValue));
        return isTurned ? new(height, width) : new(width, height);
    }

    private static async ValueTask<(uint Width, uint Height)> OfTrackAsync(FileContent content, CancellationToken cancellationToken)
    {
        const int longest = 96;
        var boxes = new List<IsoBox> { new("file", 0, 0, content.Length) };
        foreach (var type in new[] { "moov", "trak", "tkhd" }) boxes = await WithinAsync(content, boxes, type, 0, cancellationToken);
        (uint Width, uint Height) largest = default;
        foreach (var header in boxes)
        {
            var body = (await content.ReadAsync(header.Body, (int)Math.Min(longest, header.End - header.Body), cancellationToken)).Span;
            // The last two numbers, of 16 bits before the point and 16 behind it; those before them have 64 bits in version 1.
            var at = body.Length > 0 && body[0] == 1 ? 88 : 76;
            if (body.Length < at + 8) continue;
            var (width, height) = (body.Big32(at) >> 16, body.Big32(at + 4) >> 16);
            if ((ulong)width * height > (ulong)largest.Width * largest.Height) largest = (width, height);
        }

        return largest;
    }

    private static async ValueTask<List<IsoBox>> WithinAsync(
        FileContent content, List<IsoBox> parents, string? type, int after, CancellationToken cancellationToken)
    {
        var found = new List<IsoBox>();
        foreach (var parent in parents.Take(4))
            found.AddRange((await parent.ChildrenAsync(content, after, cancellationToken) ?? []).Where(box => type is null || box.Type == type));
        return found;
    }
}
