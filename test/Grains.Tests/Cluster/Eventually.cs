namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>Waiting for what happens in the background.</summary>
internal static class Eventually
{
    /// <summary>Asks until it is true; fails with what should be after two minutes.</summary>
    public static async Task True(Func<Task<bool>> ask, string what)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var deadline = DateTime.UtcNow + TimeSpan.FromMinutes(2);
        while (!await ask())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not so within two minutes: {what}.");
            await poll.WaitForNextTickAsync();
        }
    }
}
