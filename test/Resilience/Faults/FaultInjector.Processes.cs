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
        var victim = await VictimAsync(processes);
        stage.Keeper.Hold(victim);
        await victim.KillAsync();
        var since = Stopwatch.GetTimestamp();
        // It comes back when the others have taken over; at once when there are no others, and then that is the end of the fault.
        if (processes.Count == 1) since = await ComeBackAsync(victim);
        var taken = await recovery.WholeAsync(fault, since);
        stage.Keeper.LetGo(victim);
        return taken;
    }

    private async Task<TimeSpan> StopAsync(FaultKind fault, IReadOnlyList<ClusterProcess> processes)
    {
        var victim = await VictimAsync(processes);
        stage.Keeper.Hold(victim);
        var since = Stopwatch.GetTimestamp();
        var stopping = victim.TerminateAsync(LocalCluster.StopGrace);
        if (processes.Count == 1)
        {
            await stopping;
            since = await ComeBackAsync(victim);
        }

        var taken = await recovery.WholeAsync(fault, since);
        if (await stopping is not 0 and var exit)
            NotStopped.Add(exit is null ? $"{victim.Name} did not stop within {LocalCluster.StopGrace.TotalSeconds} s" : $"{victim.Name} stopped with {exit}");
        stage.Keeper.LetGo(victim);
        return taken;
    }

    private async Task<long> ComeBackAsync(ClusterProcess process)
    {
        stage.Keeper.LetGo(process);
        await ReadyAsync([process], 1);
        return Stopwatch.GetTimestamp();
    }

    private async Task<TimeSpan> FreezeSiloAsync()
    {
        var victim = await VictimAsync(stage.Silos);
        stage.Keeper.Hold(victim);
        var frozen = Stopwatch.GetTimestamp();
        victim.Freeze();
        var without = await recovery.WholeAsync(FaultKind.FreezeSilo, frozen);
        await UntilAsync(() => false, DeepFreeze - Stopwatch.GetElapsedTime(frozen));
        var thawed = Stopwatch.GetTimestamp();
        victim.Thaw();
        var with = await recovery.WholeAsync(FaultKind.FreezeSilo, thawed);
        await UntilAsync(() => !victim.IsRunning, Awakening);
        stage.Keeper.LetGo(victim);
        return Longer(without, with);
    }

    private async Task<TimeSpan> PartSilosAsync()
    {
        var ready = (await ReadyAsync(stage.Silos, Math.Min(2, stage.Silos.Count))).ToArray();
        random.Shuffle(ready);
        var (one, other) = (NumberOf(ready[0]), NumberOf(ready[1]));
        stage.Wires.Cut(one, other);
        await Task.Delay(Between(4, 9));
        stage.Wires.Mend(one, other);
        var since = Stopwatch.GetTimestamp();
        return await recovery.WholeAsync(FaultKind.PartSilos, since);
    }

    private int NumberOf(ClusterProcess silo) => stage.Silos.ToList().IndexOf(silo) + 1;
}
