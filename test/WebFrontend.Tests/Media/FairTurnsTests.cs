using ConnectNow.Media;

namespace ConnectNow.WebFrontend.Tests.Media;

public sealed class FairTurnsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_who_wants_many_keeps_nobody_else_waiting_for_all_of_them()
    {
        var turns = new FairTurns(places: 1, waiting: 8);
        var order = new List<string>();
        var first = await turns.TakeAsync("greedy", Cancellation);
        var waiting = Enumerable.Range(0, 8).Select(_ => WaitAsync("greedy")).ToList();
        waiting.Add(WaitAsync("modest"));

        first!.Dispose();
        await Task.WhenAll(waiting);

        Assert.Equal(9, order.Count);
        Assert.Equal("modest", order[1]);

        async Task WaitAsync(string owner)
        {
            using var turn = await turns.TakeAsync(owner, Cancellation);
            order.Add(owner);
        }
    }

    [Fact]
    public async Task Too_many_of_one_are_not_taken_and_others_still_are()
    {
        var turns = new FairTurns(places: 1, waiting: 1);
        using var first = await turns.TakeAsync("greedy", Cancellation);
        var second = turns.TakeAsync("greedy", Cancellation);

        Assert.Null(await turns.TakeAsync("greedy", Cancellation));
        Assert.False(turns.TakeAsync("modest", Cancellation).IsCompleted);
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        var turns = new FairTurns(places: 1, waiting: 8);
        using var leaving = new CancellationTokenSource();
        var first = await turns.TakeAsync("one", Cancellation);
        var gone = turns.TakeAsync("two", leaving.Token);
        var stays = turns.TakeAsync("three", Cancellation);

        await leaving.CancelAsync();
        first!.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        (await stays)!.Dispose();
    }
}
