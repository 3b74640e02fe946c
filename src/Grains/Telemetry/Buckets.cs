using System.Diagnostics.Metrics;

namespace ConnectNow.Grains.Telemetry;

/// <summary>Where the buckets of histograms end, unless the collector is configured otherwise.</summary>
internal static class Buckets
{
    /// <summary>From a commit on a disk of one's own to one that storage had to be asked for twice.</summary>
    public static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    public static readonly InstrumentAdvice<int> Operations = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] };
}
