using System.Diagnostics;
using ConnectNow.Resilience.Between;

namespace ConnectNow.Resilience.Faults;

internal sealed partial class FaultInjector
{
    private async Task<TimeSpan> FreezeStorageAsync()
    {
        var storage = stage.Cluster!.Storage;
        storage.Freeze();
        await Task.Delay(Between(1, 5));
        storage.Thaw();
        return await recovery.WholeAsync(FaultKind.FreezeStorage, Stopwatch.GetTimestamp());
    }

    private async Task<TimeSpan> StormAsync(FaultKind fault)
    {
        var (weather, share) = WeatherOf(fault);
        stage.Weather.Turn(weather, share);
        await Task.Delay(Between(1, 4));
        stage.Weather.Clear();
        return await recovery.WholeAsync(fault, Stopwatch.GetTimestamp());
    }

    private (StorageFault Weather, double Share) WeatherOf(FaultKind fault) => fault switch
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
