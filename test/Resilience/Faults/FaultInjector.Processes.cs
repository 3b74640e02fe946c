using System.Diagnostics;
using ConnectNow.Cluster;

namespace ConnectNow.Resilience.Faults;

internal sealed partial class FaultInjector
{
    /// <summary>Longer than it takes to declare a silo dead.</summary>
    private static readonly TimeSpan DeepFreeze = TimeSpan.FromSeconds(8);

    /// <summary>How long a silo may take to find out that it was declared dead.</summary>
    private static readonly TimeSpan Awakening = TimeSpan.FromSeconds(10);

    private async Task<TimeSpan> KillAsync(FaultKind fault, IReadOnlyList<ClusterProcess> processes)
    {
        var target = await TargetAsync(processes);
        system.Keeper.Hold(target);
        await target.KillAsync();
        var since = Stopwatch.GetTimestamp();
        // It comes back when the others have taken over; at once when there are no others, and then that is the end of the fault.
        if (processes.Count == 1) since = await ComeBackAsync(target);
        var taken = await recovery.WholeAsync(fault, since);
        system.Keeper.LetGo(target);
        return taken;
    }

    private async Task<TimeSpan> StopAsync(FaultKind fault, IReadOnlyList<ClusterProcess> processes)
    {
        var target = await TargetAsync(processes);
        system.Keeper.Hold(target);
        var since = Stopwatch.GetTimestamp();
        var stopping = target.TerminateAsync(LocalCluster.StopGrace);
        if (processes.Count == 1)
        {
            await stopping;
            since = await ComeBackAsync(target);
        }

        var taken = await recovery.WholeAsync(fault, since);
        if (await stopping is not 0 and var exit)
            NotStopped.Add(exit is null ? $"{target.Name} did not stop within {LocalCluster.StopGrace.TotalSeconds} s" : $"{target.Name} stopped with {exit}");
        system.Keeper.LetGo(target);
        return taken;
    }

    private async Task<long> ComeBackAsync(ClusterProcess process)
    {
        system.Keeper.LetGo(process);
        await ReadyAsync([process], 1);
        return Stopwatch.GetTimestamp();
    }

    private async Task<TimeSpan> FreezeSiloAsync()
    {
        var target = await TargetAsync(system.Silos);
        system.Keeper.Hold(target);
        var frozen = Stopwatch.GetTimestamp();
        target.Freeze();
        var without = await recovery.WholeAsync(FaultKind.FreezeSilo, frozen);
        await UntilAsync(() => false, DeepFreeze - Stopwatch.GetElapsedTime(frozen));
        var thawed = Stopwatch.GetTimestamp();
        target.Thaw();
        var with = await recovery.WholeAsync(FaultKind.FreezeSilo, thawed);
        await UntilAsync(() => !target.IsRunning, Awakening);
        system.Keeper.LetGo(target);
        return Longer(without, with);
    }

    private async Task<TimeSpan> PartSilosAsync()
    {
        var ready = (await ReadyAsync(system.Silos, Math.Min(2, system.Silos.Count))).ToArray();
        random.Shuffle(ready);
        var (one, other) = (NumberOf(ready[0]), NumberOf(ready[1]));
        system.Wires.Cut(one, other);
        await Task.Delay(Between(4, 9));
        system.Wires.Mend(one, other);
        var since = Stopwatch.GetTimestamp();
        return await recovery.WholeAsync(FaultKind.PartSilos, since);
    }

    private int NumberOf(ClusterProcess silo) => system.Silos.ToList().IndexOf(silo) + 1;
}
