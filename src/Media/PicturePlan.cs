namespace ConnectNow.Media;

/// <summary>What happens to a picture's file.</summary>
/// <param name="File">The file without what nobody else should see.</param>
internal sealed record PicturePlan(Splice File)
{
    /// <summary>Longer ones are made to be a burden.</summary>
    private const int MostFrames = 5_000;

    /// <summary>More passes over one picture than programs make; each costs as much as the whole.</summary>
    private const int MostScans = 100;

    /// <summary>There is nothing to take out.</summary>
    public static PicturePlan AsIs(FileContent content)
    {
        var file = new Splice();
        file.Keep(0, content.Length);
        return new(file);
    }

    public int Orientation { get; init; } = Media.Orientation.Upright;

    public int Frames { get; init; } = 1;

    public bool IsAnimated => Frames > 1;

    public int Scans { get; init; } = 1;

    /// <summary>A frame is larger than any picture may be, or there are too many.</summary>
    public bool IsTooLarge { get; init; }

    public bool IsBomb => IsTooLarge || Frames > MostFrames || Scans > MostScans;
}
