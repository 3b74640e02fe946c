using System.Diagnostics;

namespace ConnectNow.Bench.Files;

/// <summary>The least it can cost: the same blocks written to a plain file, each synced, by nobody but this process.</summary>
internal static class PlainBlocks
{
    /// <summary>Seconds.</summary>
    public static double Run(string directory, Content content)
    {
        using var file = File.OpenHandle(Path.Combine(directory, "plain.bin"), FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[Content.BlockSize];
        var begun = Stopwatch.GetTimestamp();
        for (var index = 0; index < content.Blocks; index++)
        {
            RandomAccess.Write(file, buffer.AsSpan(0, content.Fill(index, buffer)), (long)index * Content.BlockSize);
            RandomAccess.FlushToDisk(file);
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
