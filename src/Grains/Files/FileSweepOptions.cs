namespace ConnectNow.Grains.Files;

/// <summary>When <see cref="FileSweep"/> looks after files.</summary>
public sealed class FileSweepOptions
{
    /// <summary>10 minutes by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How old a mark must be: whatever left a younger one probably still runs. 10 minutes by default.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromMinutes(10);
}
