using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;

namespace ConnectNow.Silo.Backups;

/// <summary>How backups ended: what an operator's alert waits for.</summary>
internal sealed class BackupMeter(IMeterFactory meters)
{
    private readonly Counter<long> _backups = meters.Create(TelemetryNames.Meter).CreateCounter<long>("connectnow.backups", "{backup}", "Backups of all chats, by how they ended.");

    public void Ended(string result) => _backups.Add(1, new KeyValuePair<string, object?>("result", result));
}
