namespace ConnectNow.Media;

/// <summary>MP3 and AAC streams, which begin with a frame at once or after a tag.</summary>
internal static class MpegAudio
{
    private static readonly int[] Rates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] Rates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Frequencies = [44100, 48000, 32000];

    /// <summary>
    /// The type of a stream that begins with two frames, one after the other: eleven bits alone are too little to believe.
    /// </summary>
    public static string? Type(ReadOnlySpan<byte> head)
    {
        if (AdtsLength(head) is var adts and > 0 && adts < head.Length && AdtsLength(head[adts..]) > 0) return "audio/aac";
        return Layer3Length(head) is var length and > 0 && length < head.Length && Layer3Length(head[length..]) > 0 ? "audio/mpeg" : null;
    }

    /// <summary>The type of what follows an ID3 tag.</summary>
    public static async ValueTask<string> TaggedTypeAsync(
        FileContent content, ReadOnlyMemory<byte> head, CancellationToken cancellationToken)
    {
        if (head.Length < 10) return InlineTypes.Download;
        var size = ((head.Span[6] & 0x7F) << 21) | ((head.Span[7] & 0x7F) << 14) | ((head.Span[8] & 0x7F) << 7) | (head.Span[9] & 0x7F);
        var sound = await content.ReadAsync(size + 10L, 8192, cancellationToken);
        // Between the tag and the first frame some programs leave zeros.
        var zeros = sound.Span.IndexOfAnyExcept((byte)0);
        if (zeros < 0) return InlineTypes.Download;
        return sound.Span.StartsWith("fLaC"u8) ? "audio/flac" : Type(sound.Span[zeros..]) ?? InlineTypes.Download;
    }

    private static int AdtsLength(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 7 || frame[0] != 0xFF || (frame[1] & 0xF6) != 0xF0) return 0;
        var length = ((frame[3] & 3) << 11) | (frame[4] << 3) | (frame[5] >> 5);
        return length >= 7 ? length : 0;
    }

    private static int Layer3Length(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 4 || frame[0] != 0xFF || (frame[1] & 0xE6) != 0xE2) return 0;
        var version = (frame[1] >> 3) & 3;
        var rate = frame[2] >> 4;
        var frequency = (frame[2] >> 2) & 3;
        if (version == 1 || rate is 0 or 15 || frequency == 3) return 0;
        var hertz = Frequencies[frequency] >> (version switch { 3 => 0, 2 => 1, _ => 2 });
        var bits = (version == 3 ? Rates1 : Rates2)[rate] * 1000;
        return ((version == 3 ? 144 : 72) * bits / hertz) + ((frame[2] >> 1) & 1);
    }
}
