using ConnectNow.Bench.Realtime;

namespace ConnectNow.Bench.Tests.Realtime;

public class TimelineOrderTests
{
    private readonly TimelineOrder _order = new();

    public TimelineOrderTests() => _order.Begin(10);

    [Fact]
    public void Events_in_order_are_the_next_ones() => Assert.Equal([Turn.Next, Turn.Next, Turn.Next], Heard(11, 12, 13));

    [Fact]
    public void An_event_that_came_before_is_a_duplicate() =>
        Assert.Equal([Turn.Next, Turn.Again, Turn.Again, Turn.Next], Heard(11, 11, 10, 12));

    [Fact]
    public void An_event_out_of_turn_is_a_gap_and_what_follows_waits_for_the_answer()
    {
        Assert.Equal([Turn.Next, Turn.TooEarly, Turn.Passed], Heard(11, 13, 14));
        Assert.Equal([Turn.Next, Turn.Next, Turn.Next], Answered(12, 13, 14));
        Assert.True(_order.EndAnswer());
        Assert.Equal([Turn.Passed, Turn.Next], Heard(14, 15));
        Assert.Equal([Turn.Again], Heard(15));
    }

    [Fact]
    public void An_answer_that_ends_before_what_was_heard_meanwhile_is_not_enough()
    {
        Assert.Equal([Turn.TooEarly, Turn.Passed], Heard(12, 15));
        Assert.Equal([Turn.Next, Turn.Next, Turn.Next], Answered(11, 12, 13));
        Assert.False(_order.EndAnswer());
        Assert.Equal([Turn.Passed], Heard(16));
        Assert.Equal([Turn.Next, Turn.Next, Turn.Next], Answered(14, 15, 16));
        Assert.True(_order.EndAnswer());
    }

    [Fact]
    public void An_answer_is_held_to_the_same_rule()
    {
        Assert.Equal([Turn.Again, Turn.Next, Turn.Skipped, Turn.Next], Answered(10, 11, 13, 14));
        Assert.Equal(14, _order.Last);
    }

    [Fact]
    public void Events_in_the_wrong_order_are_a_gap() => Assert.Equal([Turn.TooEarly, Turn.Passed], Heard(12, 11));

    private Turn[] Heard(params long[] numbers) => [.. numbers.Select(_order.Heard)];

    private Turn[] Answered(params long[] numbers) => [.. numbers.Select(_order.Answered)];
}
