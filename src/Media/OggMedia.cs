namespace ConnectNow.Media;

/// <summary>Ogg: the first page of each stream in it says what it is; all of these come before anything else.</summary>
internal static class OggMedia
{
    private const int HeaderLength = 27;

    public static string Type(ReadOnlySpan<byte> head)
    {
        var hasSound = false;
        while (head.StartsWith("OggS\0"u8) && head.Length > HeaderLength && (head[5] & 2) != 0)
        {
            var segments = head[26];
            if (head.Length < HeaderLength + segments) break;
            var length = 0;
            foreach (var segment in head.Slice(HeaderLength, segments)) length += segment;
            var packet = head[(HeaderLength + segments)..];
            if (packet.StartsWith((ReadOnlySpan<byte>)[0x80, .. "theora"u8])) return "video/ogg";
            hasSound |= packet.StartsWith("OpusHead"u8) || packet.StartsWith("\u0001vorbis"u8) || packet.StartsWith("\u007FFLAC"u8) || packet.StartsWith("Speex"u8);
            head = packet.Length > length ? packet[length..] : [];
        }

        return hasSound ? "audio/ogg" : "application/ogg";
    }
}
