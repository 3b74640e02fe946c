using System.Globalization;

namespace ConnectNow.Bench.Serving;

/// <summary>What <c>/proc</c> says about processes and the machine. CPU in seconds, memory in megabytes.</summary>
internal static class Machine
{
    private const double TicksPerSecond = 100;

    /// <summary>The processor time a process has taken, in its own code and in the kernel's.</summary>
    public static double CpuOf(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // The name before the last bracket may hold anything.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
    }

    /// <summary>What a process holds in memory, and the share of it that is its own.</summary>
    public static (double Rss, double Pss) MemoryOf(int processId)
    {
        var lines = File.ReadAllLines($"/proc/{processId}/smaps_rollup");
        return (Of("Rss:"), Of("Pss:"));

        double Of(string name) =>
            Number(lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    /// <summary>What a process holds in memory: cheap enough to be asked many times a second.</summary>
    public static double ResidentOf(int processId) =>
        Number(File.ReadAllText($"/proc/{processId}/statm").Split(' ')[1]) * Environment.SystemPageSize / (1024 * 1024);

    /// <summary>What all processors have been busy, and what a hypervisor has kept from them.</summary>
    public static (double Busy, double Steal) Cpu()
    {
        var times = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Number).ToArray();
        return ((times[0] + times[1] + times[2] + times[5] + times[6]) / TicksPerSecond, times[7] / TicksPerSecond);
    }

    /// <summary>Processes that wanted to run, over the last minute: those of a run itself included.</summary>
    public static double LoadAverage() => Number(File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
