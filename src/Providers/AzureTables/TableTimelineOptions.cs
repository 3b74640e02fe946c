namespace ConnectNow.Providers.AzureTables;

/// <summary>How timelines lie in tables.</summary>
public sealed record TableTimelineOptions
{
    /// <summary>The table. Default: <c>ConnectNowTimeline</c>.</summary>
    public string TableName { get; init; } = "ConnectNowTimeline";

    /// <summary>
    /// How long a commit or an erasure is pursued, all tries together, before it is given up as unknown. Default: 10 seconds.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often erased chats are looked for whose rows are still there, because a process ended before it had removed them. Default: 1
    /// hour.
    /// </summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromHours(1);
}
