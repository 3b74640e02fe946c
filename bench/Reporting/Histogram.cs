using System.Diagnostics;
using HdrHistogram;

namespace ConnectNow.Bench.Reporting;

/// <summary>
/// Durations from 1 µs to an hour, each to three digits. Adding allocates nothing and takes no lock: one
/// thread at a time adds, and anyone who wants the whole merges.
/// </summary>
internal sealed class Histogram
{
    private const long Longest = 3_600_000_000;
    private const int Digits = 3;

    private readonly LongHistogram _microseconds = new(Longest, Digits);

    /// <summary>Adds a duration between two readings of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Add(long from, long to) => Add(Stopwatch.GetElapsedTime(from, to));

    public void Add(TimeSpan duration) => _microseconds.RecordValue(Math.Clamp(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0, Longest));

    public double MaxMilliseconds => _microseconds.TotalCount == 0 ? 0 : _microseconds.GetMaxValue() / 1000.0;

    /// <summary>The duration within which this share of all lies, in milliseconds; -1 when nothing was added.</summary>
    public double Milliseconds(double share) =>
        _microseconds.TotalCount == 0 ? -1 : _microseconds.GetValueAtPercentile(share * 100) / 1000.0;

    public void Merge(Histogram other) => _microseconds.Add(other._microseconds);
}
