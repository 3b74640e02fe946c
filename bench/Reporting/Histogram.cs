using System.Diagnostics;
using System.Numerics;

namespace ConnectNow.Bench.Reporting;

/// <summary>
/// Durations in buckets whose width is at most 1.6 % of their value, from 1 µs to hours. Adding allocates nothing and takes no lock: one
/// thread at a time adds, and whoever wants the whole merges.
/// </summary>
internal sealed class Histogram
{
    private const int SubBucketBits = 6;
    private const int SubBuckets = 1 << SubBucketBits;
    private readonly long[] _counts = new long[SubBuckets * 36];
    private long _count;
    private double _max;

    /// <summary>Adds a duration between two readings of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Add(long from, long to)
    {
        var milliseconds = Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
        _counts[BucketOf((long)(milliseconds * 1000))]++;
        _count++;
        if (milliseconds > _max) _max = milliseconds;
    }

    public double MaxMilliseconds => _max;

    /// <summary>The duration within which this share of all lies, in milliseconds; -1 when nothing was added.</summary>
    public double Milliseconds(double share)
    {
        if (_count == 0) return -1;
        var wanted = (long)Math.Ceiling(_count * share);
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            wanted -= _counts[bucket];
            if (wanted <= 0) return Math.Min(MiddleOf(bucket) / 1000, _max);
        }

        return _max;
    }

    public void Merge(Histogram other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++) _counts[bucket] += other._counts[bucket];
        _count += other._count;
        _max = Math.Max(_max, other._max);
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < SubBuckets) return (int)Math.Max(0, microseconds);
        var shift = BitOperations.Log2((ulong)microseconds) - SubBucketBits;
        var bucket = ((shift + 1) * SubBuckets) + (int)((microseconds >> shift) - SubBuckets);
        return Math.Min(bucket, (SubBuckets * 36) - 1);
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < SubBuckets) return bucket + 0.5;
        var shift = (bucket / SubBuckets) - 1;
        return (SubBuckets + (bucket % SubBuckets) + 0.5) * (1L << shift);
    }
}
