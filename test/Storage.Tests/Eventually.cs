using System.Diagnostics;
using Xunit;

namespace ConnectNow.Storage.Tests;

/// <summary>Waits until something that happens on another thread has happened.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Deadline, $"Not within {Deadline.TotalSeconds} s: {what}.");
            await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
