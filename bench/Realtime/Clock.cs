using System.Diagnostics;

namespace ConnectNow.Bench.Realtime;

/// <summary>Waiting for a reading of <see cref="Stopwatch"/>.</summary>
internal static class Clock
{
    public static async Task UntilAsync(long time)
    {
        while (await UntilAsync(time, TimeSpan.MaxValue))
        {
            // A delay may end a moment early.
        }
    }

    /// <summary>Waits for it, but not longer than this: true when it is not there yet.</summary>
    public static async Task<bool> UntilAsync(long time, TimeSpan atMost)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), time);
        if (left <= TimeSpan.Zero) return false;
        await Task.Delay(left < atMost ? left : atMost);
        return Stopwatch.GetTimestamp() < time;
    }
}
