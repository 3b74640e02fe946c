using System.Buffers.Binary;

namespace ConnectNow.Media;

/// <summary>
/// How long a WebM or Matroska file is (RFC 9559). Browsers that record write no length: then the last of its blocks tell.
/// </summary>
internal static class MatroskaLength
{
    private const uint Information = 0x1549A966;
    private const uint TimestampScale = 0x2AD7B1;
    private const uint Duration = 0x4489;
    private const uint Timestamp = 0xE7;
    private const uint SimpleBlock = 0xA3;
    private const uint BlockGroup = 0xA0;
    private const uint Block = 0xA1;

    /// <summary>Nanoseconds of a tick where the file does not say it.</summary>
    private const ulong UsualScale = 1_000_000;

    /// <summary>The last cluster begins within so many bytes of the end, or the length stays unknown.</summary>
    private const int LongestCluster = 16 * 1024 * 1024;

    private const int WindowLength = 64 * 1024;
    private const int MostBlocks = 20_000;
    private const int MostTries = 16;
    private static readonly double LongestMilliseconds = TimeSpan.FromDays(7).TotalMilliseconds;
    private static readonly byte[] ClusterMark = [0x1F, 0x43, 0xB6, 0x75];

    /// <summary>Milliseconds; null when it can't be told, or can't be true.</summary>
    public static async ValueTask<long?> FindAsync(FileContent content, CancellationToken cancellationToken)
    {
        var top = await Matroska.ReadAsync(content, 0, content.Length, cancellationToken);
        if (top.Find(element => element.Id == Matroska.Segment) is not { Id: Matroska.Segment } segment) return null;
        var (scale, ticks) = await InformationAsync(content, segment, cancellationToken);
        ticks ??= await LastAsync(content, segment, cancellationToken);
        return ticks * scale / 1e6 is { } milliseconds && milliseconds > 0 && milliseconds <= LongestMilliseconds ? (long)Math.Round(milliseconds) : null;
    }

    private static async ValueTask<(ulong Scale, double? Ticks)> InformationAsync(FileContent content, Matroska.Element segment, CancellationToken cancellationToken)
    {
        var (scale, ticks) = (UsualScale, (double?)null);
        var information = (await Matroska.ReadAsync(content, segment.Body, segment.End, cancellationToken))
            .Find(element => element.Id == Information);
        if (information.Id != Information) return (scale, ticks);
        foreach (var element in await Matroska.ReadAsync(content, information.Body, information.End, cancellationToken))
        {
            if (element.Id == TimestampScale) scale = await NumberAsync(content, element, cancellationToken);
            if (element.Id != Duration) continue;
            var bytes = await content.ReadAsync(element.Body, (int)Math.Min(8, element.End - element.Body), cancellationToken);
            ticks = bytes.Length switch { 4 => BinaryPrimitives.ReadSingleBigEndian(bytes.Span), 8 => BinaryPrimitives.ReadDoubleBigEndian(bytes.Span), _ => null };
            if (ticks is not > 0) ticks = null;
        }

        return (scale, ticks);
    }

    /// <summary>When the last cluster ends: looked for from the end, since films have very many.</summary>
    private static async ValueTask<double?> LastAsync(FileContent content, Matroska.Element segment, CancellationToken cancellationToken)
    {
        var window = new byte[WindowLength + ClusterMark.Length - 1];
        var tries = 0;
        var least = Math.Max(segment.Body, content.Length - LongestCluster);
        for (var end = content.Length; end > least; end -= WindowLength)
        {
            var start = Math.Max(least, end - WindowLength);
            var read = await content.ReadAsync(start, window.AsMemory(0, (int)Math.Min(window.Length, content.Length - start)), cancellationToken);
            for (var at = window.AsSpan(0, read).LastIndexOf(ClusterMark); at >= 0; at = window.AsSpan(0, at).LastIndexOf(ClusterMark))
            {
                if (await EndOfClusterAsync(content, start + at, segment.End, cancellationToken) is { } ticks) return ticks;
                if (++tries == MostTries) return null;
            }
        }

        return null;
    }

    /// <summary>Null when none begins here: the mark may stand in a film by chance.</summary>
    private static async ValueTask<double?> EndOfClusterAsync(FileContent content, long at, long end, CancellationToken cancellationToken)
    {
        if (await ElementAsync(content, at, end, cancellationToken) is not { Id: Matroska.Cluster } cluster) return null;
        if (await ElementAsync(content, cluster.Body, cluster.End, cancellationToken) is not { Id: Timestamp } timestamp) return null;
        var start = (double)await NumberAsync(content, timestamp, cancellationToken);
        // By track, when its last block begins, and how long the one before it lasted: the last one lasts as long.
        var (last, lasted) = (new Dictionary<byte, int>(), new Dictionary<byte, int>());
        var next = timestamp.End;
        for (var blocks = 0; blocks < MostBlocks && await ElementAsync(content, next, cluster.End, cancellationToken) is { } element; blocks++)
        {
            next = element.End;
            if (element.Id == BlockGroup)
            {
                if (await ElementAsync(content, element.Body, element.End, cancellationToken) is not { Id: Block } within) continue;
                element = within;
            }
            else if (element.Id != SimpleBlock)
            {
                continue;
            }

            var block = await content.ReadAsync(element.Body, 3, cancellationToken);
            // Tracks of more than one byte are not what browsers write.
            if (block.Length < 3 || Matroska.LengthOf(block.Span, 1) != 1) continue;
            var (track, time) = (block.Span[0], BinaryPrimitives.ReadInt16BigEndian(block.Span[1..]));
            if (last.TryGetValue(track, out var before) && time > before) lasted[track] = time - before;
            last[track] = Math.Max(time, last.GetValueOrDefault(track, time));
        }

        return last.Count == 0 ? null : start + last.Max(pair => pair.Value + lasted.GetValueOrDefault(pair.Key));
    }

    private static async ValueTask<Matroska.Element?> ElementAsync(
        FileContent content, long at, long end, CancellationToken cancellationToken)
    {
        if (at >= end) return null;
        var header = await content.ReadAsync(at, (int)Math.Min(12, end - at), cancellationToken);
        return Matroska.Parse(header.Span, at, end);
    }

    private static async ValueTask<ulong> NumberAsync(FileContent content, Matroska.Element element, CancellationToken cancellationToken)
    {
        ulong number = 0;
        foreach (var unit in (await content.ReadAsync(element.Body, (int)Math.Min(8, element.End - element.Body), cancellationToken)).Span) number = (number << 8) | unit;
        return number;
    }
}
