using System.Text.Json;
using ConnectNow.Resilience.Checking;
using ConnectNow.Resilience.Faults;

namespace ConnectNow.Resilience;

/// <summary>What a run has shown.</summary>
public sealed record Outcome
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required RunOptions Options { get; init; }

    public required IReadOnlyList<(FaultKind Kind, TimeSpan Recovery)> Faults { get; init; }

    public required int Acknowledged { get; init; }

    /// <summary>Messages sent again because no answer had come.</summary>
    public required int Resent { get; init; }

    /// <summary>Connections that people made, the first ones included.</summary>
    public required int Connections { get; init; }

    /// <summary>Times a client had to fetch what its connection had left out.</summary>
    public required int Repairs { get; init; }

    /// <summary>Requests to storage that met a fault of the proxy.</summary>
    public required int StorageFaults { get; init; }

    /// <summary>Processes that ended unasked: silos that had been declared dead, say.</summary>
    public required int EndedByThemselves { get; init; }

    public required TimeSpan Taken { get; init; }

    /// <summary>Empty, or the proof has failed.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>What the processes said, when the proof has failed.</summary>
    public string Report { get; init; } = "";

    public TimeSpan LongestRecovery => Faults.Select(fault => fault.Recovery).DefaultIfEmpty().Max();

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(new
    {
        Faults = Faults.Count,
        Acknowledged,
        Lost = Count(ViolationKind.Lost),
        Duplicated = Count(ViolationKind.Duplicated),
        Reordered = Count(ViolationKind.Reordered),
        Altered = Count(ViolationKind.Altered),
        Unanswered = Count(ViolationKind.Unanswered),
        NotHealed = Count(ViolationKind.NotHealed),
        NotStopped = Count(ViolationKind.NotStopped),
        SignedOut = Count(ViolationKind.SignedOut),
        LongestRecoveryS = Seconds(LongestRecovery),
        ByKind = Faults.GroupBy(fault => fault.Kind).OrderBy(group => group.Key).ToDictionary(
            group => group.Key.ToString(),
            group => new { Faults = group.Count(), LongestRecoveryS = Seconds(group.Max(fault => fault.Recovery)), MedianRecoveryS = Seconds(MedianOf([.. group.Select(fault => fault.Recovery)])) }),
        Options.Seed,
        Seconds = Seconds(Taken),
        Mode = Options.Embedded ? "embedded" : "cluster",
        Silos = Options.Embedded ? 0 : Options.Silos,
        Frontends = Options.Embedded ? 1 : Options.Frontends,
        Options.Chats,
        People = Options.Chats * Options.People,
        Resent,
        Connections,
        Repairs,
        StorageFaults,
        EndedByThemselves,
    },
    Format);

    private int Count(ViolationKind kind) => Violations.Count(violation => violation.Kind == kind);

    private static TimeSpan MedianOf(TimeSpan[] times) => times.Order().ElementAt(times.Length / 2);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);
}
