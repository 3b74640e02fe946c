namespace ConnectNow.Bench.Realtime;

/// <summary>When it counts: from one reading of the clock to another. Anyone who talks in a closed loop stops at its end.</summary>
internal sealed record Window(long Start, long End)
{
    /// <summary>Nothing counts: before and between runs.</summary>
    public static Window Closed { get; } = new(long.MaxValue, long.MinValue);

    public bool Has(long time) => time >= Start && time < End;
}
