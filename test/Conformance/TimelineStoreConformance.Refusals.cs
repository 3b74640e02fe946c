using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 2, 3 and 7: fences, keys, and chats that do not see each other.
public abstract partial class TimelineStoreConformance
{
    [Fact]
    public async Task A_commit_on_an_older_etag_is_fenced_and_changes_nothing()
    {
        var old = await CommittedAsync(_chat, Commit(null, Event(1)));
        await CommittedAsync(_chat, Commit(old, Event(2)));
        var before = await SnapshotAsync(_chat);

        var late = Commit(old, Event(3)) with { Changed = [Event(1, null, "late")], Participants = [new("p", Bytes("late"))] };
        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, late, Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task A_commit_that_expects_no_chat_is_fenced_when_there_is_one()
    {
        await CommittedAsync(_chat, Commit(null, Event(1)));
        var before = await SnapshotAsync(_chat);

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(null, Event(2)), Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task A_commit_that_expects_a_chat_is_fenced_when_there_is_none()
    {
        var etag = await CommittedAsync($"{_chat}-other", Commit(null));

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(etag, Event(1)), Cancellation));
        Assert.Null(await Store.LoadAsync(_chat, 10, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("-1")]
    [InlineData("99999999999999999999.1")]
    [InlineData("W/\"datetime'2026-01-01T00%3A00%3A00.0Z'\"")]
    public async Task An_etag_nobody_gave_is_fenced(string etag)
    {
        await CommittedAsync(_chat, Commit(null, Event(1)));
        var before = await SnapshotAsync(_chat);

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(etag, Event(2)), Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task Keys_that_are_there_are_reported_with_their_numbers_and_nothing_changes()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "a"), Event(2, "b"), Event(3, "c")));
        var before = await SnapshotAsync(_chat);

        var commit = Commit(etag, Event(4, "c"), Event(5, "new"), Event(6, "a")) with { Participants = [new("p", Bytes("x"))] };
        var refused = Assert.IsType<DuplicateKeys>(await Store.CommitAsync(_chat, commit, Cancellation));
        Assert.Equal([("a", 1L), ("c", 3L)], refused.Existing.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal(before, await SnapshotAsync(_chat));

        await CommittedAsync(_chat, Commit(etag, Event(4, "new")));
    }

    [Fact]
    public async Task Keys_are_found_however_old_they_are()
    {
        var last = 5000L / Thrift;
        var etag = await FillAsync(_chat, last);

        var refused = Assert.IsType<DuplicateKeys>(
            await Store.CommitAsync(_chat, Commit(etag, Event(last + 1, "key-1"), Event(last + 2, $"key-{last / 2}"), Event(last + 3, $"key-{last}")), Cancellation));
        Assert.Equal([("key-1", 1L), ($"key-{last / 2}", last / 2), ($"key-{last}", last)],
            refused.Existing.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Value));
    }

    [Fact]
    public async Task Keys_differ_by_case()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "abc")));
        await CommittedAsync(_chat, Commit(etag, Event(2, "ABC")));
    }

    [Fact]
    public async Task Events_without_a_key_never_collide()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1), Event(2)));
        await CommittedAsync(_chat, Commit(etag, Event(3), Event(4)));

        Assert.Equal([1, 2, 3, 4], Numbers((await LoadedAsync(_chat)).Tail));
    }

    [Fact]
    public async Task The_fence_is_judged_before_the_keys()
    {
        var old = await CommittedAsync(_chat, Commit(null, Event(1, "a")));
        await CommittedAsync(_chat, Commit(old, Event(2, "b")));

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(old, Event(3, "a")), Cancellation));
        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(null, Event(3, "a")), Cancellation));
    }

    [Fact]
    public async Task Chats_do_not_see_each_other()
    {
        var other = $"{_chat}-other";
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "a", "mine")) with { Participants = [new("p", Bytes("mine"))] });
        var otherETag = await CommittedAsync(other, Commit(null, Event(1, "a", "theirs")) with { Participants = [new("p", Bytes("theirs"))] });

        await CommittedAsync(other, Commit(otherETag) with { Changed = [new(1, "a", Bytes("changed"))], Participants = [new("p", Bytes("changed"))] });

        var loaded = await LoadedAsync(_chat);
        Assert.Equal((etag, "mine", "mine"), (loaded.ETag, Text(loaded.Tail[0].Body), Text(loaded.Participants[0].Body)));
        Assert.Equal("changed", Text((await LoadedAsync(other)).Tail[0].Body));
    }

    [Fact]
    public async Task Chat_ids_differ_by_case()
    {
        await CommittedAsync($"{_chat}-a", Commit(null, Event(1)));
        Assert.Null(await Store.LoadAsync($"{_chat}-A", 10, Cancellation));
    }
}
