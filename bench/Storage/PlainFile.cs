using System.Diagnostics;

namespace ConnectNow.Bench.Storage;

/// <summary>The most: rows appended to a plain file, one write and one fsync a batch, and nothing that could be found again.</summary>
internal static class PlainFile
{
    public const int BatchRows = 256;

    /// <summary>Rows a second.</summary>
    public static double Run(string directory, TimeSpan time)
    {
        using var file = File.OpenHandle(Path.Combine(directory, "rows.log"), FileMode.CreateNew, FileAccess.Write);
        var batch = new byte[BatchRows * TimelineCommits.BodyBytes];
        Random.Shared.NextBytes(batch);
        var begun = Stopwatch.GetTimestamp();
        long batches = 0;
        for (; Stopwatch.GetElapsedTime(begun) < time; batches++)
        {
            RandomAccess.Write(file, batch, batches * batch.Length);
            RandomAccess.FlushToDisk(file);
        }

        return batches * BatchRows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
