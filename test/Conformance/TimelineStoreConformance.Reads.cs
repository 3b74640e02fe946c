using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

// Ranges, tails, and condition 8: erased chats.
public abstract partial class TimelineStoreConformance
{
    [Theory]
    [InlineData(1, 3, new long[] { 1, 2, 3 })]
    [InlineData(0, 3, new long[] { 1, 2, 3 })]
    [InlineData(-5, 2, new long[] { 1, 2 })]
    [InlineData(9, 5, new long[] { 9, 10 })]
    [InlineData(10, 1, new long[] { 10 })]
    [InlineData(11, 5, new long[] { })]
    [InlineData(5, 0, new long[] { })]
    [InlineData(1, int.MaxValue, new long[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })]
    [InlineData(long.MaxValue, 5, new long[] { })]
    public async Task A_range_begins_where_asked_and_ends_at_the_count_or_the_end(long from, int count, long[] expected)
    {
        await CommittedAsync(_chat, Commit(null, Events(1, 10)));
        Assert.Equal(expected, Numbers(await Store.ReadAsync(_chat, from, count, Cancellation)));
    }

    [Fact]
    public async Task A_range_crosses_commits()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Events(1, 4)));
        etag = await CommittedAsync(_chat, Commit(etag, Events(5, 6)));
        await CommittedAsync(_chat, Commit(etag, Events(7, 12)));

        var read = await Store.ReadAsync(_chat, 3, 6, Cancellation);
        Assert.Equal([3, 4, 5, 6, 7, 8], Numbers(read));
        Assert.Equal("key-5", read[2].Key);
    }

    [Fact]
    public async Task A_range_goes_on_beyond_numbers_that_are_not_there()
    {
        await CommittedAsync(_chat, Commit(null, Event(2), Event(3), Event(7), Event(8), Event(20)));

        Assert.Equal([2, 3, 7], Numbers(await Store.ReadAsync(_chat, 1, 3, Cancellation)));
        Assert.Equal([7, 8], Numbers(await Store.ReadAsync(_chat, 4, 2, Cancellation)));
        Assert.Equal([8, 20], Numbers(await Store.ReadAsync(_chat, 8, 9, Cancellation)));
        Assert.Equal([7, 8, 20], Numbers((await LoadedAsync(_chat, 3)).Tail));
    }

    [Theory]
    [InlineData(0, new long[] { })]
    [InlineData(1, new long[] { 6 })]
    [InlineData(3, new long[] { 4, 5, 6 })]
    [InlineData(100, new long[] { 1, 2, 3, 4, 5, 6 })]
    public async Task A_tail_holds_the_newest_in_ascending_order(int tail, long[] expected)
    {
        await CommittedAsync(_chat, Commit(null, Events(1, 6)));
        Assert.Equal(expected, Numbers((await LoadedAsync(_chat, tail)).Tail));
    }

    [Fact]
    public async Task A_long_chat_loads_its_tail()
    {
        var last = 10_000 / Thrift;
        await FillAsync(_chat, last);

        Assert.Equal(Range(last - 99, last), Numbers((await LoadedAsync(_chat, 100)).Tail));
        Assert.Equal(Range(last / 2, (last / 2) + 49), Numbers(await Store.ReadAsync(_chat, last / 2, 50, Cancellation)));
        Assert.Equal(Range(1, last), Numbers(await Store.ReadAsync(_chat, 1, last * 2, Cancellation)));
        Assert.Equal(Range(1, last), Numbers((await LoadedAsync(_chat, int.MaxValue)).Tail));
    }

    [Fact]
    public async Task An_erased_chat_is_as_one_that_never_was()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Events(1, 10)) with { Participants = [new("p", Bytes("Ada"))] });
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));

        Assert.Null(await Store.LoadAsync(_chat, 10, Cancellation));
        Assert.Empty(await Store.ReadAsync(_chat, 1, 10, Cancellation));
        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(etag, Event(11)), Cancellation));

        // Made again, it shows nothing of what it was, and takes the same numbers and keys.
        var again = await CommittedAsync(_chat, Commit(null, Event(1, "key-1", "anew")));
        var loaded = await LoadedAsync(_chat);
        Assert.Equal((again, 1), (loaded.ETag, loaded.Tail.Count));
        Assert.Equal("anew", Text(loaded.Tail[0].Body));
        Assert.Empty(loaded.Participants);
    }

    [Fact]
    public async Task An_etag_from_before_the_erasure_fits_nothing_after_it()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1)));
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));
        await CommittedAsync(_chat, Commit(null, Event(1)));
        var before = await SnapshotAsync(_chat);

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(etag, Event(2)), Cancellation));
        Assert.False(await Store.EraseAsync(_chat, etag, Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task Erasing_with_a_stale_etag_is_refused_and_changes_nothing()
    {
        var old = await CommittedAsync(_chat, Commit(null, Event(1)));
        await CommittedAsync(_chat, Commit(old, Event(2)));
        var before = await SnapshotAsync(_chat);

        Assert.False(await Store.EraseAsync(_chat, old, Cancellation));
        Assert.False(await Store.EraseAsync(_chat, "nonsense", Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task Erasing_what_is_not_there_is_done_at_once()
    {
        var etag = await CommittedAsync(_chat, Commit(null));
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));
        Assert.True(await Store.EraseAsync($"{_chat}-never", etag, Cancellation));
    }

    [Fact]
    public async Task Erasing_leaves_other_chats_alone()
    {
        var other = $"{_chat}-other";
        await CommittedAsync(other, Commit(null, Events(1, 10)));
        var before = await SnapshotAsync(other);

        var etag = await CommittedAsync(_chat, Commit(null, Events(1, 10)));
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));
        Assert.Equal(before, await SnapshotAsync(other));
    }
}
