using System.Collections.Immutable;
using ConnectNow.Files;

namespace ConnectNow.Media;

/// <summary>
/// What the sender's device says of a file that the server does not find out by itself. Only what is plausible is believed.
/// </summary>
public sealed record AttachmentHints
{
    private const int LongestSide = 100_000;
    private static readonly long LongestDuration = (long)TimeSpan.FromDays(7).TotalMilliseconds;

    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? Duration { get; init; }

    public bool Voice { get; init; }

    public ImmutableArray<byte> Waveform { get; init; } = [];

    /// <summary>
    /// The same without what can't be: sides of 1 to 100,000 pixels (both or none), at most a week, at most as many values as a waveform
    /// has.
    /// </summary>
    public AttachmentHints Plausible()
    {
        var sized = Width is >= 1 and <= LongestSide && Height is >= 1 and <= LongestSide;
        return this with
        {
            Width = sized ? Width : null,
            Height = sized ? Height : null,
            Duration = Duration >= 0 && Duration <= LongestDuration ? Duration : null,
            Waveform = Waveform.IsDefaultOrEmpty ? [] : [.. Waveform.Take(FileLimits.WaveformLength)],
        };
    }
}
