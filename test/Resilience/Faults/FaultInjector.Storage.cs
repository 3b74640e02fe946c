using System.Diagnostics;
using ConnectNow.Resilience.Network;

namespace ConnectNow.Resilience.Faults;

internal sealed partial class FaultInjector
{
    private async Task<TimeSpan> FreezeStorageAsync()
    {
        var storage = system.Cluster!.Storage;
        storage.Freeze();
        await Task.Delay(Between(1, 5));
        storage.Thaw();
        return await recovery.WholeAsync(FaultKind.FreezeStorage, Stopwatch.GetTimestamp());
    }

    private async Task<TimeSpan> StormAsync(FaultKind fault)
    {
        var (storageFault, share) = StorageFaultOf(fault);
        system.StorageFaults.Turn(storageFault, share);
        await Task.Delay(Between(1, 4));
        system.StorageFaults.Clear();
        return await recovery.WholeAsync(fault, Stopwatch.GetTimestamp());
    }

    private (StorageFault Fault, double Share) StorageFaultOf(FaultKind fault) => fault switch
    {
        FaultKind.CutStorage => (StorageFault.Reset, 1),
        FaultKind.SilenceStorage => (StorageFault.Silence, 1),
        FaultKind.BusyStorage => (StorageFault.Busy, Share()),
        FaultKind.StorageTimeouts => (StorageFault.Silence, Share()),
        FaultKind.StorageResets => (StorageFault.Reset, Share()),
        FaultKind.LostAnswers => (StorageFault.LostAnswer, Share()),
        FaultKind.LateWrites => (StorageFault.Late, Share()),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault of storage."),
    };

    private double Share() => 0.2 + random.NextDouble() * 0.6;
}
