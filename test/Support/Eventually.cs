using System.Diagnostics;

namespace ConnectNow.Support;

/// <summary>Waits for what happens in the background.</summary>
public static class Eventually
{
    /// <summary>Long enough for a machine that is busy with other tests: what takes longer has failed.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, string, TimeSpan?)"/>
    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? timeout = null) =>
        TrueAsync(() => Task.FromResult(condition()), what, timeout);

    /// <summary>Asks every 10 ms until the condition is true.</summary>
    /// <param name="condition">Is asked at least once.</param>
    /// <param name="what">What becomes true, as a sentence for the message: "the server is ready".</param>
    /// <param name="timeout">Null: <see cref="Timeout"/>.</param>
    /// <exception cref="TimeoutException">It did not become true in time.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? timeout = null)
    {
        var (limit, waited) = (timeout ?? Timeout, Stopwatch.StartNew());
        while (!await condition())
        {
            if (waited.Elapsed > limit) throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}.");
            await Task.Delay(Pause);
        }
    }
}
