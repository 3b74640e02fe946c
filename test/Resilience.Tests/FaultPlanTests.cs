using ConnectNow.Resilience.Faults;

namespace ConnectNow.Resilience.Tests;

public sealed class FaultPlanTests
{
    [Fact]
    public void The_same_seed_is_the_same_plan()
    {
        Assert.Equal(FaultPlan.Draw(FaultPlan.OfCluster, 50, seed: 7), FaultPlan.Draw(FaultPlan.OfCluster, 50, seed: 7));
        Assert.NotEqual(FaultPlan.Draw(FaultPlan.OfCluster, 50, seed: 7), FaultPlan.Draw(FaultPlan.OfCluster, 50, seed: 8));
    }

    [Fact]
    public void Every_kind_comes_before_any_comes_a_second_time()
    {
        var plan = FaultPlan.Draw(FaultPlan.OfCluster, 2 * FaultPlan.OfCluster.Count, seed: 7);

        Assert.Equal(FaultPlan.OfCluster, plan.Take(FaultPlan.OfCluster.Count).Order());
        Assert.All(plan.CountBy(kind => kind), kind => Assert.Equal(2, kind.Value));
    }
}
