using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using ConnectNow.Telemetry;
using OpenTelemetry.Metrics;

namespace ConnectNow.Silo.Telemetry;

/// <summary>Which of the many instruments of the parts we are made of are worth their keep.</summary>
internal static class Instruments
{
    private const string OrleansMeter = "Microsoft.Orleans";

    /// <summary>Those of ours, with pushes, and those of web server, connections and runtime.</summary>
    public static readonly string[] Meters =
    [
        TelemetryNames.Meter, $"{TelemetryNames.Meter}.*", OrleansMeter,
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections", "System.Runtime",
    ];

    private static readonly FrozenSet<string> OfOrleans = FrozenSet.ToFrozenSet(
    [
        "orleans-app-requests-latency", "orleans-app-requests-timedout", "orleans-catalog-activations", "orleans-catalog-activation-failed-to-activate",
        "orleans-client-connected-gateways", "orleans-gateway-connected-clients", "orleans-gateway-load-shedding", "orleans-messaging-expired",
        "orleans-messaging-rejected", "orleans-messaging-sent-dropped", "orleans-messaging-sent-failed", "orleans-networking-sockets-closed", "orleans-networking-sockets-opened",
        "orleans-scheduler-long-running-turns", "orleans-storage-clear-errors", "orleans-storage-read-errors", "orleans-storage-read-latency", "orleans-storage-write-errors",
        "orleans-storage-write-latency", "orleans-watchdog-health-checks-failed",
    ]);

    /// <summary>Drops what was not chosen; everything else stays as its instrument says.</summary>
    public static MetricStreamConfiguration? View(Instrument instrument) =>
        instrument.Meter.Name == OrleansMeter && !OfOrleans.Contains(instrument.Name) ? MetricStreamConfiguration.Drop : null;
}
