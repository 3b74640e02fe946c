namespace ConnectNow.Resilience.Faults;

/// <summary>Which faults come, in which order: the same for the same seed.</summary>
public static class FaultPlan
{
    /// <summary>What can happen to a cluster.</summary>
    public static IReadOnlyList<FaultKind> OfCluster { get; } = Enum.GetValues<FaultKind>();

    /// <summary>What can happen to a single process that keeps everything itself.</summary>
    public static IReadOnlyList<FaultKind> OfOneProcess { get; } = [FaultKind.KillFrontend, FaultKind.StopFrontend];

    /// <summary>Every kind equally often, as far as the count allows, in an order that chance decides.</summary>
    public static IReadOnlyList<FaultKind> Draw(IReadOnlyList<FaultKind> kinds, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var random = new Random(seed);
        var plan = new List<FaultKind>(count);
        while (plan.Count < count)
        {
            var round = kinds.ToArray();
            random.Shuffle(round);
            plan.AddRange(round.Take(count - plan.Count));
        }

        return plan;
    }
}
