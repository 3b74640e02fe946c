using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Storage;

/// <summary>Our storage, and beside it, in the same process and folder, the least and the most that it could be.</summary>
internal static class StorageBench
{
    /// <exception cref="UsageException">The arguments make no sense.</exception>
    public static IAsyncEnumerable<Figures> RunAsync(IReadOnlyList<string> arguments)
    {
        var asked = new Arguments(arguments, "repeat", "data");
        var seconds = asked.Word(0) is { } word ? Arguments.Number(word, "seconds") : 5;
        return RunAsync(TimeSpan.FromSeconds(seconds), asked.Number("repeat", 1), asked.Text("data"));
    }

    private static async IAsyncEnumerable<Figures> RunAsync(TimeSpan time, int repeat, string? data)
    {
        for (var run = 0; run < repeat; run++)
        {
            using var directory = new TemporaryDirectory(data);
            var row = PerRow.Run(directory.Path, time);
            var commits = await TimelineCommits.RunAsync(directory.Path, time);
            var file = PlainFile.Run(directory.Path, time);
            yield return new Figures()
                .Add("bench", "storage").Add("chats", TimelineCommits.Chats).Add("body_bytes", TimelineCommits.BodyBytes).Add("secs", time.TotalSeconds)
                .Add("commits_per_s", commits.PerSecond).Add("commit_p50_ms", commits.Latency.Milliseconds(0.5), 3)
                .Add("commit_p99_ms", commits.Latency.Milliseconds(0.99), 3).Add("commit_max_ms", commits.Latency.MaxMilliseconds, 1)
                .Add("cpu_us_per_commit", commits.CpuMicroseconds, 1).Add("pages_per_commit", commits.Pages, 2).Add("commits_per_transaction", commits.PerTransaction, 1)
                .Add("sqlite_row_per_transaction_per_s", row).Add("file_rows_per_s", file).Add("file_batch_rows", PlainFile.BatchRows)
                .Add("times_row_per_transaction", commits.PerSecond / row, 2).Add("share_of_file", commits.PerSecond / file, 4)
                .Add("load_average", Machine.LoadAverage(), 2);
        }
    }
}
