using ConnectNow.Bench.Files;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Storage;

namespace ConnectNow.Bench;

/// <summary>Measures, checks what it measures, and prints one JSON object a run; the last line is the median of all runs.</summary>
internal static class Program
{
    private const string Usage = """
        storage [seconds]      commits through SQLite, beside two yardsticks
            --repeat 1         runs; the last line is their median
            --data DIR         where the files are made; default: the folder for temporary files
        tables [calls]         calls of the timeline in tables of the storage emulator, beside one entity read by its keys
            --repeat 1         runs; the last line is their median
        upload [megabytes]     one file (1024 MB) over HTTP into a server that is started for it, beside a plain file; memory of the server
            --parallel 3       blocks on their way at the same time
            --repeat 1         runs, each with a server of its own; the last line is their median
            --data DIR         where the server's data directory is made; default: the folder for temporary files
        run A|B|C|D            a workload of real WebSocket clients, against a server that is started for it
            --seconds 8        measured, after
            --warm 2           seconds that do not count
            --pace NAME        closed loops (B, C, D) go on once a message is "acknowledged" (default), or once its sender has "heard" it
            --repeat 1         runs against the same server and people; the last line is their median
            --data DIR         where the server's data directory is made; default: the folder for temporary files
            --url URL          a server on this machine that runs already; then also
            --token TOKEN      the API token of a company whose plan and limits are wide enough, and
            --pid PID          its process, for CPU and memory
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            var runs = args switch
            {
                ["storage", .. var rest] => StorageBench.RunAsync(rest),
                ["tables", .. var rest] => TablesBench.RunAsync(rest),
                ["upload", .. var rest] => UploadBench.RunAsync(rest),
                ["run", .. var rest] => WorkloadBench.RunAsync(rest),
                _ => throw new UsageException("Say what to measure."),
            };
            var done = new List<Figures>();
            await foreach (var figures in runs)
            {
                done.Add(figures);
                await Console.Out.WriteLineAsync(figures.ToString());
            }

            if (done.Count > 1) await Console.Out.WriteLineAsync(Figures.MedianOf(done).ToString());
            return 0;
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{Usage}");
            return 2;
        }
    }
}
