using ConnectNow.Companies;

namespace ConnectNow.Grains.Companies;

/// <summary>The plans an operator offers, from <c>ConnectNow:Plans</c>: a name for each, and the limits of it.</summary>
public sealed class PlanOptions
{
    /// <summary>By name, case does not matter.</summary>
    public IDictionary<string, PlanLimits> Plans { get; } = new Dictionary<string, PlanLimits>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The plan of a company that names none, from <c>ConnectNow:DefaultPlan</c>; "free" by default.</summary>
    public string DefaultPlan { get; set; } = "free";

    /// <summary>The limits of a plan; those of the default plan when the operator has since removed it.</summary>
    /// <exception cref="InvalidOperationException">Not even the default plan is defined.</exception>
    public PlanLimits LimitsOf(string plan) =>
        Plans.TryGetValue(plan, out var limits) || Plans.TryGetValue(DefaultPlan, out limits)
            ? limits
            : throw new InvalidOperationException($"No plan \"{plan}\" and no default plan \"{DefaultPlan}\" in ConnectNow:Plans.");
}
