using System.Diagnostics;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>Who has taken how much of the processors, in seconds of CPU, and in what time.</summary>
internal sealed record Usage(double Seconds, double Server, double Own, double Busy, double Steal)
{
    public double ServerCores => Server / Seconds;

    public double OwnCores => Own / Seconds;

    /// <summary>What neither the server nor this generator has taken: other work on the machine.</summary>
    public double OtherCores => (Busy - Server - Own) / Seconds;

    public double StealCores => Steal / Seconds;

    public static Usage Now(int server)
    {
        var (busy, steal) = Machine.Cpu();
        var seconds = Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        return new Usage(seconds, Machine.CpuOf(server), Environment.CpuUsage.TotalTime.TotalSeconds, busy, steal);
    }

    public Usage Since(Usage before) =>
        new(Seconds - before.Seconds, Server - before.Server, Own - before.Own, Busy - before.Busy, Steal - before.Steal);
}
