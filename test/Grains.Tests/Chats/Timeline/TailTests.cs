using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Chats.Timeline;

public sealed class TailTests
{
    [Fact]
    public void It_keeps_the_newest_and_forgets_the_keys_of_the_rest()
    {
        var tail = new Tail();
        for (var seq = 1; seq <= Tail.Capacity + 10; seq++) tail.Append(Message(seq, "x"));

        Assert.Equal((11, Tail.Capacity + 11), (tail.First, tail.Next));
        Assert.Null(tail.FindKey("a:10"));
        Assert.Equal(11, tail.FindKey("a:11"));
        Assert.Equal(Enumerable.Range(11, Tail.Capacity).Select(n => (long)n), tail.Slice(tail.First, tail.Next - 1).Select(chatEvent => chatEvent.Seq));
    }

    [Fact]
    public void Long_texts_push_older_ones_out_but_a_page_always_stays()
    {
        var tail = new Tail();
        for (var seq = 1; seq <= 200; seq++) tail.Append(Message(seq, new string('x', ChatLimits.MessageLength)));

        Assert.Equal(ChatLimits.PageSize, tail.Next - tail.First);
    }

    [Fact]
    public void A_gap_is_a_fault() =>
        Assert.Throws<InvalidOperationException>(() => new Tail().Append(Message(2, "x")));

    [Fact]
    public void Rewriting_what_is_no_longer_kept_changes_nothing()
    {
        var tail = new Tail();
        for (var seq = 1; seq <= Tail.Capacity + 1; seq++) tail.Append(Message(seq, "x"));

        tail.Rewrite(Message(1, "y"));
        tail.Rewrite(Message(2, "z"));

        Assert.False(tail.TryGet(1, out _));
        Assert.True(tail.TryGet(2, out var chatEvent));
        Assert.Equal("z", chatEvent.Text);
    }

    private static ChatEvent Message(long seq, string text) =>
        new() { Seq = seq, Kind = EventKind.Message, At = DateTimeOffset.UnixEpoch, By = "a", Text = text, ClientId = $"{seq}" };
}
