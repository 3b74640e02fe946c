namespace ConnectNow.Resilience.Tests;

/// <summary>
/// The proof, in short: people talk while things break, and the checker finds nothing. How long recovery takes is measured on a quiet
/// machine by the program; here it only has to come, however busy the machine is.
/// </summary>
public sealed class FaultRunTests(ITestOutputHelper output)
{
    private const int Seed = 7;

    private static readonly TimeSpan BusyMachine = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Twenty_faults_of_every_kind_leave_a_cluster_with_nothing_lost_doubled_or_reordered() =>
        Holds(await FaultRun.RunAsync(new RunOptions { Faults = 20, Seed = Seed, Bound = BusyMachine, Log = output.WriteLine }));

    [Fact]
    public async Task Killing_and_stopping_the_single_process_leaves_nothing_lost_doubled_or_reordered() =>
        Holds(await FaultRun.RunAsync(new RunOptions { Faults = 2, Seed = Seed, Embedded = true, Bound = BusyMachine, Log = output.WriteLine }));

    private void Holds(Outcome outcome)
    {
        output.WriteLine(outcome.ToJson());
        Assert.True(outcome.Violations.Count == 0, $"{string.Join('\n', outcome.Violations.Take(20))}\n{outcome.Report}");
        Assert.Equal(outcome.Options.Faults, outcome.Faults.Count);
        Assert.True(outcome.Acknowledged > 0);
    }
}
