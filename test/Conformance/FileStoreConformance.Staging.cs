using ConnectNow.Files;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 1 to 3: blocks.
public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task A_file_nobody_began_has_no_blocks_and_no_content()
    {
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
        foreach (var part in Enum.GetValues<FilePart>())
            Assert.Null(await Store.OpenAsync(_key, part, Cancellation));
    }

    [Fact]
    public async Task A_staged_block_is_there_for_whoever_opens_the_store_next()
    {
        var block = await StagedAsync(_key, 0, Content(1000));

        Assert.Equal(Shown([block]), Shown(await Reopened().StagedAsync(_key, Cancellation)));
        Assert.True(await Reopened().CompleteAsync(_key, [block], Cancellation));
        Assert.Equal(Content(1000), await ReadAsync(_key));
    }

    [Fact]
    public async Task Blocks_may_come_in_any_order_and_are_listed_in_theirs()
    {
        byte[][] contents = [FullBlock(0), FullBlock(1), FullBlock(2), Content(77, 3)];
        foreach (var index in new[] { 3, 1, 0, 2 })
            await StagedAsync(_key, index, contents[index]);

        var blocks = contents.Select((content, index) => Block(index, content)).ToList();
        Assert.Equal(Shown(blocks), Shown(await Store.StagedAsync(_key, Cancellation)));
        Assert.True(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.Equal(Joined(contents), await ReadAsync(_key));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128 * 1024)]
    [InlineData(FileLimits.BlockSize - 1)]
    [InlineData(FileLimits.BlockSize)]
    public async Task A_block_has_any_length_up_to_its_limit(int length)
    {
        await CompletedAsync(_key, Content(length));
        Assert.Equal(Content(length), await ReadAsync(_key));
    }

    [Fact]
    public async Task A_block_of_another_length_or_digest_is_a_mismatch_and_leaves_nothing()
    {
        var content = Content(200_000);
        var block = Block(0, content);

        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, content[..^1], content.Length));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, [], content.Length));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, [.. content, 0], content.Length));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, content, content.Length - 1));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, Content(200_000, 2)));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));

        await CompletedAsync(_key, content);
        Assert.Equal(content, await ReadAsync(_key));
    }

    [Fact]
    public async Task A_mismatch_leaves_what_was_staged_before()
    {
        var first = Content(200_000);
        var block = await StagedAsync(_key, 0, first);
        var other = Block(0, Content(200_000, 2));

        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, other, Content(200_000, 3)));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, block, Content(200_000, 3)));
        Assert.Equal(BlockOutcome.Mismatch, await StageAsync(_key, other, Content(100_000, 2), 200_000));

        Assert.Equal(Shown([block]), Shown(await Store.StagedAsync(_key, Cancellation)));
        Assert.True(await Store.CompleteAsync(_key, [block], Cancellation));
        Assert.Equal(first, await ReadAsync(_key));
    }

    [Fact]
    public async Task The_last_one_answered_counts()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            await StagedAsync(_key, 0, FullBlock(seed));
            await StagedAsync(_key, 1, Content(seed * 1000, seed));
        }

        var old = new[] { Block(0, FullBlock(3)), Block(1, Content(4000, 4)) };
        Assert.False(await Store.CompleteAsync(_key, old, Cancellation));

        // And back to what it was: also what is staged already.
        await StagedAsync(_key, 0, FullBlock(4));
        await StagedAsync(_key, 1, Content(1000, 1));
        var last = new[] { Block(0, FullBlock(4)), Block(1, Content(1000, 1)) };
        Assert.Equal(Shown(last), Shown(await Reopened().StagedAsync(_key, Cancellation)));
        Assert.True(await Store.CompleteAsync(_key, last, Cancellation));
        Assert.Equal(Joined(FullBlock(4), Content(1000, 1)), await ReadAsync(_key));
    }

    [Fact]
    public async Task What_the_content_throws_is_passed_on_and_nothing_has_changed()
    {
        var staged = await StagedAsync(_key, 0, Content(300_000));
        var before = await SnapshotAsync(_key);

        foreach (var index in new[] { 0, 1 })
        {
            using var broken = new BrokenStream(Content(300_000, 2), 200_000);
            var fault = await Assert.ThrowsAsync<InvalidTimeZoneException>(
                () => Store.StageAsync(_key, index, 300_000, Block(index, Content(300_000, 2)).Sha256, broken, Cancellation));
            Assert.Equal(BrokenStream.Message, fault.Message);
        }

        Assert.Equal(before, await SnapshotAsync(_key));
        Assert.True(await Store.CompleteAsync(_key, [staged], Cancellation));
    }

    [Fact]
    public async Task Who_gives_up_stages_nothing()
    {
        using var given = new CancellationTokenSource();
        using var content = new EndlessStream(read =>
        {
            if (read > 200_000) given.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.StageAsync(_key, 0, FileLimits.BlockSize, new byte[32], content, given.Token));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
    }

    [Fact]
    public async Task Content_without_end_is_read_to_one_byte_past_its_length()
    {
        long most = 0;
        using var content = new EndlessStream(read => most = read);

        Assert.Equal(BlockOutcome.Mismatch, await Store.StageAsync(_key, 0, 100_000, new byte[32], content, Cancellation));
        Assert.Equal(100_001, most);
    }

    [Theory]
    [InlineData(-1, 1, 32)]
    [InlineData(0, -1, 32)]
    [InlineData(0, FileLimits.BlockSize + 1, 32)]
    [InlineData(0, 1, 31)]
    public async Task What_no_block_can_be_is_the_callers_mistake(int index, int length, int digest) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.StageAsync(_key, index, length, new byte[digest], Stream.Null, Cancellation));
}
