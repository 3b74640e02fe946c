using ConnectNow.Bench.Files;
using ConnectNow.Bench.Neighbours;
using ConnectNow.Bench.Peers;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Restarts;
using ConnectNow.Bench.Smoke;
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
        run A|B|C|D|E          a workload of real WebSocket clients, against a server that is started for it
            --seconds 8        measured, after
            --warm 2           seconds that do not count
            --pace NAME        closed loops (B, C, D) go on once a message is "acknowledged" (default), or once its sender has "heard" it
            --repeat 1         runs against the same server and people; the last line is their median
            --data DIR         where the server's data directory is made; default: the folder for temporary files
            --url URL          a server on this machine that runs already; then also
            --token TOKEN      the API token of a company whose plan and limits are wide enough, and
            --pid PID          its process, for CPU and memory
            --settle NAME      E: memory is looked at once we have "waited" (default) until it is still, or once the runtime has "collected" too
        compare C PEER         a peer and us in turn: medians and ratios
            --peers DIR        where run-peers.sh is; default: the environment variable CONNECTNOW_PEERS
            --rounds 3         of each
            --pace, --seconds, --warm, --data as above
        open                   a chat of 1,000 and one of 1,000,000 events is opened, over the hub and over the API, cold and warm
            --events 1000     of the short one
            --many 1000000     of the long one
            --times 50         warm openings of each
            --repeat, --data as above
        restart                clients come back and catch up after the server was killed and started again
            --clients 10000    in chats of ten; the limit of open files must allow them (ulimit -n)
            --repeat, --data as above
        neighbours             people beside somebody who never reads, one who floods, one who connects in a loop
            --seconds, --warm, --repeat, --data as above
        smoke                  all of these with few people and for moments: checks what they count, never a time
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            if (args is ["smoke"]) return await SmokeRun.RunAsync();
            var runs = args switch
            {
                ["storage", .. var rest] => StorageBench.RunAsync(rest),
                ["tables", .. var rest] => TablesBench.RunAsync(rest),
                ["upload", .. var rest] => UploadBench.RunAsync(rest),
                ["run", .. var rest] => WorkloadBench.RunAsync(rest),
                ["compare", .. var rest] => CompareBench.RunAsync(rest),
                ["open", .. var rest] => RestartBench.OpenAsync(rest),
                ["restart", .. var rest] => RestartBench.CatchUpAsync(rest),
                ["neighbours", .. var rest] => NeighboursBench.RunAsync(rest),
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
