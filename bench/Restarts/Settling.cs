using System.Diagnostics;
using System.Diagnostics.Tracing;
using ConnectNow.Bench.Serving;
using Microsoft.Diagnostics.NETCore.Client;

namespace ConnectNow.Bench.Restarts;

/// <summary>
/// How the memory of a server comes to rest before it is looked at. A runtime that collects garbage does so when something is allocated,
/// not when time passes: by waiting alone one sees what an operator sees, garbage included; after a collection, what is really held.
/// </summary>
/// <param name="Collects">Whether the runtime is asked for a full collection first.</param>
/// <param name="StillFor">For so long the memory must not have moved by more than <see cref="Tolerance"/>.</param>
/// <param name="AtMost">After this long it is taken as it is.</param>
internal sealed record Settling(bool Collects, TimeSpan StillFor, TimeSpan AtMost)
{
    /// <summary>In megabytes.</summary>
    private const double Tolerance = 0.5;

    private const long CollectHeap = 0x800000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public string Name => Collects ? "collected" : "waited";

    public async Task<(double Rss, double Pss)> MemoryOfAsync(int processId)
    {
        if (Collects) await CollectAsync(processId);
        var (begun, stillSince) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        var still = Machine.MemoryOf(processId);
        while (Stopwatch.GetElapsedTime(stillSince) < StillFor && Stopwatch.GetElapsedTime(begun) < AtMost)
        {
            await Task.Delay(LookEvery);
            var now = Machine.MemoryOf(processId);
            if (Math.Abs(now.Pss - still.Pss) <= Tolerance) continue;
            (still, stillSince) = (now, Stopwatch.GetTimestamp());
        }

        return Machine.MemoryOf(processId);
    }

    /// <summary>
    /// Over the port that every .NET process has for its diagnosis: a session with this keyword begins with a collection.
    /// </summary>
    private static async Task CollectAsync(int processId)
    {
        var heap = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, CollectHeap);
        using var session = await new DiagnosticsClient(processId).StartEventPipeSessionAsync([heap], requestRundown: false, circularBufferMB: 16, CancellationToken.None);
        var reading = session.EventStream.CopyToAsync(Stream.Null);
        await session.StopAsync(CancellationToken.None);
        await reading;
    }
}
