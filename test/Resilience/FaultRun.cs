using System.Diagnostics;
using System.Globalization;
using ConnectNow.Resilience.Checking;
using ConnectNow.Resilience.Clients;
using ConnectNow.Resilience.Faults;

namespace ConnectNow.Resilience;

/// <summary>People talk while faults happen; at the end the checker says whether anything was lost, doubled or out of order.</summary>
public static class FaultRun
{
    /// <exception cref="Cluster.ProcessEndedException">What is to be tested could not be started.</exception>
    public static async Task<Outcome> RunAsync(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var begun = Stopwatch.GetTimestamp();
        var plan = FaultPlan.Draw(options.Kinds ?? (options.Embedded ? FaultPlan.OfOneProcess : FaultPlan.OfCluster), options.Faults, options.Seed);
        options.Log(string.Create(CultureInfo.InvariantCulture, $"Seed {options.Seed}: {plan.Count} faults"));
        await using var system = options.Embedded
            ? await SystemUnderTest.StartEmbeddedAsync(options)
            : await SystemUnderTest.StartClusterAsync(options);
        await using var crowd = await Crowd.GatherAsync(system.Addresses, system.First.ApiToken, options);
        options.Log(string.Create(CultureInfo.InvariantCulture, $"Everybody is there after {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s"));

        var recovery = new Recovery(crowd.Rooms, options.Bound);
        var injector = new FaultInjector(system, recovery, new Random(options.Seed));
        var done = new List<(FaultKind, TimeSpan)>();
        var violations = new List<Violation>();
        try
        {
            await DoAllAsync(plan, injector, done, options);
            await injector.RestAsync();
            violations.AddRange(await crowd.CheckAsync(system.Addresses[0], system.First.ApiToken));
        }
        catch (NeverWholeException never)
        {
            violations.AddRange(crowd.Rooms.SelectMany(room => room.Violations));
            violations.Add(new Violation(ViolationKind.NotHealed, "the whole", never.Message));
        }

        violations.AddRange(injector.NotStopped.Select(what => new Violation(ViolationKind.NotStopped, "the whole", what)));
        return new Outcome
        {
            Options = options,
            Faults = done,
            Acknowledged = crowd.Rooms.Sum(room => room.Acknowledged),
            Resent = crowd.People.Sum(person => person.Resent),
            Connections = crowd.People.Sum(person => person.Connections),
            Repairs = crowd.People.Sum(person => person.Repairs),
            StorageFaults = system.StorageFaults.Hit,
            EndedByThemselves = system.Keeper.EndedByThemselves,
            Taken = Stopwatch.GetElapsedTime(begun),
            Violations = violations,
            Report = violations.Count > 0 || options.Reports ? system.Report() : "",
        };
    }

    private static async Task DoAllAsync(
        IReadOnlyList<FaultKind> plan, FaultInjector injector, List<(FaultKind, TimeSpan)> done, RunOptions options)
    {
        var pauses = new Random(options.Seed);
        for (var index = 0; index < plan.Count; index++)
        {
            // A moment of ordinary talk, so that faults meet all states there are.
            await Task.Delay(TimeSpan.FromSeconds(pauses.NextDouble()));
            var begun = Stopwatch.GetTimestamp();
            var taken = await injector.DoAsync(plan[index]);
            done.Add((plan[index], taken));
            options.Log(string.Create(CultureInfo.InvariantCulture,
                $"{index + 1,4}/{plan.Count} {plan[index],-16} whole after {taken.TotalSeconds:0.00} s ({Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s in all)"));
        }
    }
}
