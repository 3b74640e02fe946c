using System.Diagnostics;
using ConnectNow.Cluster;

namespace ConnectNow.Resilience.Faults;

/// <summary>Does the faults, one after the other, and waits after each until all is whole again.</summary>
internal sealed partial class FaultInjector(SystemUnderTest system, Recovery recovery, Random random)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>What was asked to stop and did not, in sentences.</summary>
    public List<string> NotStopped { get; } = [];

    /// <summary>Answers how long it took until all was whole again: after the kill, or after the end of what lasted.</summary>
    /// <exception cref="NeverWholeException">It never was.</exception>
    public Task<TimeSpan> DoAsync(FaultKind fault) => fault switch
    {
        FaultKind.KillSilo => KillAsync(fault, system.Silos),
        FaultKind.KillFrontend => KillAsync(fault, system.Frontends),
        FaultKind.StopSilo => StopAsync(fault, system.Silos),
        FaultKind.StopFrontend => StopAsync(fault, system.Frontends),
        FaultKind.FreezeSilo => FreezeSiloAsync(),
        FaultKind.PartSilos => PartSilosAsync(),
        FaultKind.FreezeStorage => FreezeStorageAsync(),
        _ => StormAsync(fault),
    };

    /// <summary>Returns when everything that was killed or stopped is back.</summary>
    /// <exception cref="NeverWholeException">It never is.</exception>
    public async Task RestAsync()
    {
        await ReadyAsync(system.Silos, system.Silos.Count);
        await ReadyAsync(system.Frontends, system.Frontends.Count);
    }

    private async Task<ClusterProcess> TargetAsync(IReadOnlyList<ClusterProcess> processes)
    {
        // Nobody promises anything when all of them are gone at once; a single one has nobody beside it.
        var ready = await ReadyAsync(processes, Math.Min(2, processes.Count));
        return ready[random.Next(ready.Count)];
    }

    private async Task<IReadOnlyList<ClusterProcess>> ReadyAsync(IReadOnlyList<ClusterProcess> processes, int atLeast)
    {
        using var timeout = new CancellationTokenSource(Recovery.Timeout);
        try
        {
            return await system.Keeper.ReadyAsync(processes, atLeast, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new NeverWholeException($"In {Recovery.Timeout.TotalSeconds} s there were never {atLeast} ready of {string.Join(", ", processes.Select(process => process.Name))}.");
        }
    }

    private TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + random.NextDouble() * (most - least));

    /// <summary>Until it is true, but no longer than the timeout.</summary>
    private static async Task UntilAsync(Func<bool> condition, TimeSpan timeout)
    {
        var begun = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(begun) < timeout) await Task.Delay(Pause);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
