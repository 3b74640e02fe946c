using System.Diagnostics;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Files;

/// <summary>
/// One large file through the product as it is built: how fast, and what the server's memory does in the meantime. A fresh server each run.
/// </summary>
internal static class UploadBench
{
    private const int Megabyte = 1024 * 1024;
    private const int MaxMegabytes = 64 * 1024;

    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "repeat", "data", "parallel");
        var megabytes = asked.Word(0) is { } word ? Arguments.Number(word, "The size in megabytes", MaxMegabytes) : 1024;
        return RunAsync(new Content((long)megabytes * Megabyte), asked.Number("repeat", 1, most: 20), asked.Number("parallel", 3, most: 16), asked.Text("data"));
    }

    private static async IAsyncEnumerable<Figures> RunAsync(Content content, int repeat, int parallel, string? data)
    {
        var sha256 = content.Sha256();
        for (var run = 0; run < repeat; run++)
        {
            using var directory = new TemporaryDirectory(data);
            var plain = PlainBlocks.Run(directory.Path, content);
            await using var server = await ServerProcess.StartAsync(directory.Path);
            yield return await MeasureAsync(server.Running, content, parallel, sha256, plain);
        }
    }

    private static async Task<Figures> MeasureAsync(RunningServer server, Content content, int parallel, byte[] sha256, double plain)
    {
        using var joiner = new ChatJoiner(server);
        var room = await joiner.OpenRoomAsync(0, people: 1);
        using var uploading = new Uploading(server, room, content, parallel);
        var cpu = Machine.CpuOf(server.ProcessId);
        var watch = new MemoryWatch(server.ProcessId);
        var begun = Stopwatch.GetTimestamp();
        var id = await uploading.SendAsync();
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await watch.DisposeAsync();
        cpu = Machine.CpuOf(server.ProcessId) - cpu;

        var reading = new MemoryWatch(server.ProcessId);
        begun = Stopwatch.GetTimestamp();
        var back = await uploading.ReadBackAsync(id);
        if (!sha256.SequenceEqual(back)) throw new InvalidOperationException("What was read back is not what was sent.");
        var readSeconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await reading.DisposeAsync();

        var megabytes = content.Size / (double)Megabyte;
        return new Figures()
            .Add("bench", "upload").Add("bytes", content.Size).Add("parallel", parallel).Add("seconds", seconds, 2).Add("mb_per_s", megabytes / seconds, 1)
            .Add("server_cpu_s", cpu, 2).Add("rss_before", watch.Before, 1).Add("rss_peak", watch.Peak, 1).Add("rss_growth", watch.Growth, 1)
            .Add("read_back", "sha256 equal").Add("read_seconds", readSeconds, 2).Add("read_mb_per_s", megabytes / readSeconds, 1).Add("read_rss_growth", reading.Growth, 1)
            .Add("plain_seconds", plain, 2).Add("plain_mb_per_s", megabytes / plain, 1).Add("times_plain", seconds / plain, 2)
            .Add("load_average", Machine.LoadAverage(), 2);
    }
}
