using System.Diagnostics.CodeAnalysis;

namespace ConnectNow.Conformance;

/// <summary>State as grains have it: text, numbers, lists, times.</summary>
public sealed class ConformanceState
{
    public string Name { get; set; } = "";

    public int Count { get; set; }

    public IList<string> Words { get; init; } = [];

    public DateTimeOffset At { get; set; }
}

/// <summary>What an activation holds of its state.</summary>
internal sealed class HeldState : IGrainState<ConformanceState>
{
    [AllowNull]
    public ConformanceState State { get => field ?? throw new InvalidOperationException("Not read yet."); set; }

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
