namespace ConnectNow.Media.Metadata;

/// <summary>
/// Takes out of a GIF file (GIF89a) comments, texts and what programs have left in it, except for how often it repeats, and what follows
/// its end.
/// </summary>
internal static class GifMetadata
{
    private const int HeaderLength = 13;
    private const int ImageHeaderLength = 10;

    /// <summary>Null when its blocks can't be followed to a frame. One that was cut is kept as far as it goes.</summary>
    public static async ValueTask<PicturePlan?> PlanAsync(FileContent content, CancellationToken cancellationToken)
    {
        var file = new Splice();
        var header = await content.ReadAsync(0, HeaderLength, cancellationToken);
        if (header.Length < HeaderLength) return null;
        long at = HeaderLength + TableLength(header.Span[10]);
        if (at >= content.Length) return null;
        file.Keep(0, at);

        var (frames, isTooLarge) = (0, false);
        while (!file.HasTooManyPieces)
        {
            var block = await content.ReadAsync(at, 16, cancellationToken);
            if (block.IsEmpty) break;
            if (block.Span[0] == ';')
            {
                file.Keep(at, 1);
                break;
            }

            if (block.Length >= ImageHeaderLength && block.Span[0] == ',')
            {
                frames++;
                isTooLarge |= new PictureHeader(block.Span.Little16(5), block.Span.Little16(7)).IsTooLarge;
                var end = await EndOfBlocksAsync(content, at + ImageHeaderLength + TableLength(block.Span[9]) + 1, cancellationToken);
                file.Keep(at, end - at);
                at = end;
            }
            else if (block.Length >= 3 && block.Span[0] == '!')
            {
                var end = await EndOfBlocksAsync(content, at + 2, cancellationToken);
                if (IsShown(block.Span)) file.Keep(at, end - at);
                at = end;
            }
            else
            {
                // Browsers show the frames before what they don't know.
                if (frames > 0) file.Put([(byte)';']);
                break;
            }
        }

        return frames == 0 || file.HasTooManyPieces ? null : new(file) { Frames = frames, IsTooLarge = isTooLarge };
    }

    /// <summary>Of the extensions: how a frame is shown, and how often all are repeated.</summary>
    private static bool IsShown(ReadOnlySpan<byte> block) => block[1] switch
    {
        0xF9 => true,
        0xFF => block.HasAt(2, "\u000BNETSCAPE2.0"u8) || block.HasAt(2, "\u000BANIMEXTS1.0"u8),
        _ => false,
    };

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <summary>Where the list of blocks ends that begins here; the file's end when it was cut.</summary>
    private static async ValueTask<long> EndOfBlocksAsync(FileContent content, long at, CancellationToken cancellationToken)
    {
        var length = new byte[1];
        while (await content.ReadAsync(at, length, cancellationToken) == 1)
        {
            at += 1 + length[0];
            if (length[0] == 0) break;
        }

        return Math.Min(at, content.Length);
    }
}
