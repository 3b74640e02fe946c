using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.Providers.Files;

/// <summary>
/// Says how much room the disk of the data directory has left: when it is full nothing can be said any more, and no file is taken a little
/// before.
/// </summary>
internal sealed class DiskMeter
{
    private readonly DriveInfo _disk;

    public DiskMeter(IMeterFactory meters, FolderFileStoreOptions options)
    {
        _disk = new DriveInfo(Path.GetFullPath(options.DataDirectory));
        meters.Create(TelemetryNames.Meter).CreateObservableGauge("connectnow.disk.free", Measure, "By", "Free bytes of the disk that the data directory is on.");
    }

    /// <summary>A disk that is gone says nothing, and keeps nobody from measuring the rest.</summary>
    private IEnumerable<Measurement<long>> Measure()
    {
        try
        {
            return [new(_disk.AvailableFreeSpace)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
