using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

// Files in no message, condition 10: tags, and keys however old.
public abstract partial class TimelineStoreConformance
{
    [Fact]
    public async Task Files_are_put_changed_and_removed()
    {
        var etag = await CommittedAsync(_chat, Commit(null) with { Files = [new("f1", Bytes("one")), new("f2", Bytes("two"))] });
        etag = await CommittedAsync(_chat, Commit(etag) with { Files = [new("f2", Bytes("changed")), new("f3", Bytes("three"))], FilesRemoved = ["f1"] });
        Assert.Equal([("f2", "changed"), ("f3", "three")], await FilesAsync(_chat));

        // Another row with the same name as one that went is nothing to it.
        await CommittedAsync(_chat, Commit(etag) with { Files = [new("f1", Bytes("again"))], FilesRemoved = ["f2", "f3"] });
        Assert.Equal([("f1", "again")], await FilesAsync(_chat));
    }

    [Fact]
    public async Task Files_of_other_chats_stay()
    {
        var other = $"{_chat}-other";
        await CommittedAsync(other, Commit(null) with { Files = [new("f", Bytes("theirs"))] });
        var etag = await CommittedAsync(_chat, Commit(null) with { Files = [new("f", Bytes("mine"))] });
        etag = await CommittedAsync(_chat, Commit(etag) with { FilesRemoved = ["f"] });
        Assert.Equal([("f", "theirs")], await FilesAsync(other));

        await CommittedAsync(_chat, Commit(etag) with { Files = [new("f", Bytes("mine"))] });
        Assert.True(await Store.EraseAsync(_chat, (await LoadedAsync(_chat)).ETag, Cancellation));
        await CommittedAsync(_chat, Commit(null));
        Assert.Empty(await FilesAsync(_chat));
        Assert.Equal([("f", "theirs")], await FilesAsync(other));
    }

    [Fact]
    public async Task Files_change_with_their_commit_or_not_at_all()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Event(1, "a")) with { Files = [new("f", Bytes("file"))] });
        var before = await SnapshotAsync(_chat);

        Assert.IsType<DuplicateKeys>(await Store.CommitAsync(_chat, Commit(etag, Event(2, "a")) with { FilesRemoved = ["f"] }, Cancellation));
        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit("1.99") with { Files = [new("g", Bytes("late"))] }, Cancellation));
        Assert.Equal(before, await SnapshotAsync(_chat));
    }

    [Fact]
    public async Task A_message_with_20_files_fits_into_a_commit()
    {
        var ids = Enumerable.Range(0, 20).Select(number => $"file {number}").ToArray();
        var etag = await CommittedAsync(_chat, Commit(null) with { Files = [.. ids.Select(id => new StoredFile(id, Bytes("upload")))] });
        var commit = Commit(etag, Tagged(1, Collected.Files | Collected.Links) with { Key = "key" }) with { FilesRemoved = ids };
        Assert.Equal(24, commit.Rows);
        Assert.InRange(Store.MaxRowsPerCommit, 50, int.MaxValue);

        etag = await CommittedAsync(_chat, commit);
        Assert.Empty(await FilesAsync(_chat));

        var deletion = Commit(etag, Event(2)) with { Changed = [Event(1)], Files = [.. ids.Select(id => new StoredFile(id, Bytes("doomed")))] };
        Assert.Equal(24, deletion.Rows);
        await CommittedAsync(_chat, deletion);
        Assert.Equal(20, (await FilesAsync(_chat)).Count);
    }

    [Theory]
    [InlineData(Collected.Files, long.MaxValue, 10, new long[] { 1, 3, 5 })]
    [InlineData(Collected.Links, long.MaxValue, 10, new long[] { 2, 3, 6 })]
    [InlineData(Collected.Links, long.MaxValue, 2, new long[] { 3, 6 })]
    [InlineData(Collected.Links, 6, 10, new long[] { 2, 3 })]
    [InlineData(Collected.Links, 6, 1, new long[] { 3 })]
    [InlineData(Collected.Links, 2, 10, new long[] { })]
    [InlineData(Collected.Files, -1, 10, new long[] { })]
    [InlineData(Collected.Files, 10, 0, new long[] { })]
    public async Task Events_are_collected_by_their_tag_the_newest_below_a_number_in_ascending_order(
        Collected tag, long before, int count, long[] expected)
    {
        await CommittedAsync(_chat, Commit(null,
            Tagged(1, Collected.Files), Tagged(2, Collected.Links), Tagged(3, Collected.Files | Collected.Links),
            Tagged(4, Collected.None), Tagged(5, Collected.Files), Tagged(6, Collected.Links)));
        await CommittedAsync($"{_chat}-other", Commit(null, Tagged(1, Collected.Files | Collected.Links)));

        var read = await Store.ReadTaggedAsync(_chat, tag, before, count, Cancellation);

        Assert.Equal(expected, Numbers(read));
        Assert.All(read, chatEvent => Assert.Equal(($"event {chatEvent.Seq}", true), (Text(chatEvent.Body), chatEvent.Tags.HasFlag(tag))));
    }

    [Fact]
    public async Task A_changed_event_bears_the_tags_of_the_change_alone()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Tagged(1, Collected.Files), Tagged(2, Collected.Links), Tagged(3, Collected.None)));
        await CommittedAsync(_chat, Commit(etag) with
        {
            Changed = [Tagged(1, Collected.None), Tagged(2, Collected.Files), Tagged(3, Collected.Files | Collected.Links)],
        });

        Assert.Equal([2, 3], Numbers(await Store.ReadTaggedAsync(_chat, Collected.Files, 100, 100, Cancellation)));
        Assert.Equal([3], Numbers(await Store.ReadTaggedAsync(_chat, Collected.Links, 100, 100, Cancellation)));
        Assert.Equal([Collected.None, Collected.Files, Collected.Files | Collected.Links], (await LoadedAsync(_chat)).Tail.Select(chatEvent => chatEvent.Tags));
    }

    [Fact]
    public async Task What_was_not_committed_is_not_collected()
    {
        var etag = await CommittedAsync(_chat, Commit(null, Tagged(1, Collected.Links)));

        Assert.IsType<Fenced>(await Store.CommitAsync(_chat, Commit(null, Tagged(2, Collected.Links)), Cancellation));
        Assert.Equal([1], Numbers(await Store.ReadTaggedAsync(_chat, Collected.Links, 100, 100, Cancellation)));
        Assert.True(await Store.EraseAsync(_chat, etag, Cancellation));
        Assert.Empty(await Store.ReadTaggedAsync(_chat, Collected.Links, 100, 100, Cancellation));
    }

    [Fact]
    public async Task A_key_is_found_however_old_and_only_in_its_chat()
    {
        var last = 3_000L / Thrift;
        await FillAsync(_chat, last);

        Assert.Equal(1, await Store.FindKeyAsync(_chat, "key-1", Cancellation));
        Assert.Equal(last - 1, await Store.FindKeyAsync(_chat, $"key-{last - 1}", Cancellation));
        Assert.Null(await Store.FindKeyAsync(_chat, "KEY-1", Cancellation));
        Assert.Null(await Store.FindKeyAsync($"{_chat}-other", "key-1", Cancellation));
    }

    private static StoredEvent Tagged(long seq, Collected tags) => Event(seq) with { Tags = tags };

    private async Task<IReadOnlyList<(string, string)>> FilesAsync(string chatId) =>
        [.. (await LoadedAsync(chatId)).Files.Select(file => (file.Id, Text(file.Body))).Order()];
}
