namespace ConnectNow.Grains.Tests.Files;

public sealed class KeyedLockTests
{
    private readonly KeyedLock<string> _locks = new();

    [Fact]
    public async Task One_call_holds_a_key_and_the_next_has_it_once_it_is_released()
    {
        var first = await TakeAsync("a");
        var second = TakeAsync("a");
        Assert.False(second.IsCompleted);

        first.Dispose();
        // A second release must not let a third call in beside the second.
        first.Dispose();

        using var held = await second;
        Assert.False(TakeAsync("a").IsCompleted);
    }

    [Fact]
    public async Task Other_keys_do_not_wait()
    {
        using var first = await TakeAsync("a");

        using var second = await TakeAsync("b");
    }

    [Fact]
    public async Task A_call_that_is_cancelled_while_it_waits_leaves_the_key_to_the_others()
    {
        using var cancel = new CancellationTokenSource();
        var first = await TakeAsync("a");
        var cancelled = _locks.TakeAsync("a", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        first.Dispose();

        using var next = await TakeAsync("a");
    }

    [Fact]
    public async Task Of_a_thousand_at_once_each_is_alone()
    {
        var (inside, count) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => Task.Run(async () =>
        {
            using var held = await TakeAsync($"{number % 2}");
            if (number % 2 != 0) return;
            Assert.Equal(1, Interlocked.Increment(ref inside));
            count++;
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })));

        Assert.Equal(500, count);
    }

    private Task<IDisposable> TakeAsync(string key) => _locks.TakeAsync(key, TestContext.Current.CancellationToken);
}
