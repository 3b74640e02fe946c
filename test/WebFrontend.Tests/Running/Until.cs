namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>Waits for what must become true, and fails when it does not in good time.</summary>
internal static class Until
{
    /// <summary>Generous: the machine may be busy with other tests. What takes this long has gone wrong.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan? patience = null) => TrueAsync(() => Task.FromResult(condition()), what, patience);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"In {(patience ?? Patience).TotalSeconds} s it did not become true that {what}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
