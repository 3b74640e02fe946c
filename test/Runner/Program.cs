using System.Diagnostics;

namespace ConnectNow.Runner;

/// <summary>
/// Builds everything, runs every test, and ends with a line <c>N passed, N failed</c>. Words choose the parts whose names contain one of
/// them.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] words)
    {
        var clock = Stopwatch.StartNew();
        var repository = new Repository();
        repository.ClearResults();
        if (!await Build.RunAsync(repository)) return new Summary { Failures = { "building" } }.Print();
        Console.WriteLine($"-- building: {clock.Elapsed.TotalSeconds:0} s");

        List<Part> suites = [.. Suites.Of(repository).Where(part => part.IsWanted(words))];
        List<Part> checks = [.. Checks.Of(repository).Where(part => part.IsWanted(words))];
        // Two suites at a time: each of them waits at times for something other than a core. What shares nothing with them runs in a lane
        // beside them.
        var queue = new Queue<Part>(suites);
        await Task.WhenAll(LaneAsync(queue, clock), LaneAsync(queue, clock), LaneAsync(new(checks), clock));

        var summary = new Summary();
        foreach (var part in suites.Concat(checks)) summary.Add(part);
        return summary.Print();
    }

    /// <summary>Runs one part after the other, and shows what each has said when it has ended: two at a time don't talk at once.</summary>
    private static async Task LaneAsync(Queue<Part> waiting, Stopwatch clock)
    {
        while (true)
        {
            Part? part;
            lock (waiting)
            {
                if (!waiting.TryDequeue(out part)) return;
            }

            var begun = clock.Elapsed;
            var said = await part.RunAsync();
            Console.WriteLine($"\n== {part.Name}\n{said.TrimEnd()}\n-- {part.Name}: {(clock.Elapsed - begun).TotalSeconds:0} s, until {clock.Elapsed.TotalSeconds:0} s");
        }
    }
}
