using ConnectNow.Files;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 4 and 5: whole files.
public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task A_completed_file_is_its_blocks_in_order_and_nothing_is_staged_any_more()
    {
        await CompletedAsync(_key, FullBlock(1), FullBlock(2), Content(12_345, 3));

        Assert.Equal(Joined(FullBlock(1), FullBlock(2), Content(12_345, 3)), await ReadAsync(Reopened(), _key));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
    }

    [Fact]
    public async Task An_empty_file_has_no_blocks()
    {
        Assert.True(await Store.CompleteAsync(_key, [], Cancellation));
        Assert.True(await Store.CompleteAsync(_key, [], Cancellation));
        Assert.Equal(Array.Empty<byte>(), await ReadAsync(_key));
    }

    [Fact]
    public async Task Completing_again_with_the_same_blocks_is_answered_the_same()
    {
        var blocks = await CompletedAsync(_key, FullBlock(1), Content(10, 2));

        Assert.True(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.True(await Reopened().CompleteAsync(_key, blocks, Cancellation));
        Assert.Equal(Joined(FullBlock(1), Content(10, 2)), await ReadAsync(_key));
    }

    [Fact]
    public async Task Completing_again_keeps_what_has_replaced_the_content()
    {
        var blocks = await CompletedAsync(_key, Content(1000));
        await ReplaceAsync(_key, FilePart.Content, Content(900, 2));

        Assert.True(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.Equal(Content(900, 2), await ReadAsync(_key));
    }

    [Fact]
    public async Task Completing_a_completed_file_with_other_blocks_is_false_and_changes_nothing()
    {
        var blocks = await CompletedAsync(_key, FullBlock(1), Content(10, 2));
        var before = await SnapshotAsync(_key);

        Assert.False(await Store.CompleteAsync(_key, [blocks[0]], Cancellation));
        Assert.False(await Store.CompleteAsync(_key, [Block(0, FullBlock(9)), blocks[1]], Cancellation));
        Assert.False(await Store.CompleteAsync(_key, [.. blocks, Block(2, Content(1))], Cancellation));
        Assert.Equal(before, await SnapshotAsync(_key));
    }

    [Fact]
    public async Task Completing_without_all_blocks_or_with_others_is_false_and_changes_nothing()
    {
        var first = await StagedAsync(_key, 0, FullBlock(1));
        var third = await StagedAsync(_key, 2, Content(5, 3));
        var before = await SnapshotAsync(_key);

        var second = Block(1, FullBlock(2));
        IReadOnlyList<StagedBlock>[] wrong =
        [
            [first, second, third], [first, third], [third], [third, first], [Block(0, FullBlock(2))], [first with { Index = 1 }], [first, first],
        ];
        foreach (var blocks in wrong)
            Assert.False(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.Equal(before, await SnapshotAsync(_key));

        await StagedAsync(_key, 1, FullBlock(2));
        Assert.True(await Store.CompleteAsync(_key, [first, second, third], Cancellation));
    }

    [Fact]
    public async Task A_block_that_is_not_full_can_only_be_the_last()
    {
        var first = await StagedAsync(_key, 0, Content(1000, 1));
        var second = await StagedAsync(_key, 1, Content(1000, 2));

        Assert.False(await Store.CompleteAsync(_key, [first, second], Cancellation));
        Assert.Null(await ReadAsync(_key));
    }

    [Fact]
    public async Task Blocks_beyond_those_asked_for_are_no_part_of_the_file()
    {
        var first = await StagedAsync(_key, 0, Content(1000, 1));
        await StagedAsync(_key, 1, FullBlock(2));
        await StagedAsync(_key, 2, Content(1000, 3));

        Assert.True(await Store.CompleteAsync(_key, [first], Cancellation));
        Assert.Equal(Content(1000, 1), await ReadAsync(_key));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
    }

    [Fact]
    public async Task A_completed_file_can_be_staged_and_completed_anew()
    {
        var old = await CompletedAsync(_key, FullBlock(1), Content(10, 2));
        var first = await StagedAsync(_key, 0, Content(5000, 3));
        Assert.Equal(Joined(FullBlock(1), Content(10, 2)), await ReadAsync(_key));

        Assert.True(await Store.CompleteAsync(_key, [first], Cancellation));
        Assert.Equal(Content(5000, 3), await ReadAsync(Reopened(), _key));
        Assert.False(await Store.CompleteAsync(_key, old, Cancellation));
    }

    [Fact]
    public async Task A_stream_reads_from_anywhere()
    {
        byte[] all = [.. FullBlock(1), .. Content(70_000, 2)];
        await CompletedAsync(_key, FullBlock(1), Content(70_000, 2));

        await using var stream = await Store.OpenAsync(_key, FilePart.Content, Cancellation);
        Assert.NotNull(stream);
        Assert.True(stream.CanSeek);
        foreach (var (from, count) in new[] { (all.Length - 10, 10), (0, 100), (FileLimits.BlockSize - 50, 100), (1_000_000, 300_000) })
        {
            stream.Seek(from, SeekOrigin.Begin);
            var piece = new byte[count];
            await stream.ReadExactlyAsync(piece, Cancellation);
            Assert.Equal(all[from..(from + count)], piece);
        }
    }

    [Theory]
    [InlineData(FilePart.Content)]
    [InlineData(FilePart.Preview)]
    [InlineData(FilePart.Offered)]
    public async Task A_part_is_replaced_whole_or_not_at_all(FilePart part)
    {
        await CompletedAsync(_key, Content(300_000));
        await ReplaceAsync(_key, part, Content(200_000, 2));
        await ReplaceAsync(_key, part, Content(400_000, 3));
        Assert.Equal(Content(400_000, 3), await ReadAsync(Reopened(), _key, part));

        using var broken = new BrokenStream(Content(300_000, 4), 200_000);
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Store.ReplaceAsync(_key, part, broken, Cancellation));
        Assert.Equal(Content(400_000, 3), await ReadAsync(_key, part));

        await ReplaceAsync(_key, part, []);
        Assert.Equal(Array.Empty<byte>(), await ReadAsync(_key, part));
        if (part != FilePart.Content) Assert.Equal(Content(300_000), await ReadAsync(_key));
    }

    [Fact]
    public async Task Parts_do_not_stand_for_each_other()
    {
        await ReplaceAsync(_key, FilePart.Offered, Content(10, 2));
        Assert.Null(await ReadAsync(_key));
        Assert.Null(await ReadAsync(_key, FilePart.Preview));

        await CompletedAsync(_key, Content(10, 1));
        await ReplaceAsync(_key, FilePart.Preview, Content(10, 3));
        Assert.Equal(Content(10, 1), await ReadAsync(_key));
        Assert.Equal(Content(10, 2), await ReadAsync(_key, FilePart.Offered));
        Assert.Equal(Content(10, 3), await ReadAsync(_key, FilePart.Preview));
    }

    [Theory]
    [InlineData(FilePart.Content)]
    [InlineData(FilePart.Preview)]
    public async Task Where_no_file_was_completed_there_is_nothing_to_replace(FilePart part)
    {
        await StagedAsync(_key, 0, Content(10));
        await Assert.ThrowsAnyAsync<IOException>(() => ReplaceAsync(_key, part, Content(10)));
        Assert.Null(await ReadAsync(_key, part));
    }

    [Fact]
    public async Task A_stream_that_is_open_reads_what_it_was_opened_on()
    {
        await CompletedAsync(_key, Content(500_000, 1));
        await using var stream = await Store.OpenAsync(_key, FilePart.Content, Cancellation);
        var start = new byte[1000];
        await stream!.ReadExactlyAsync(start, Cancellation);

        await ReplaceAsync(_key, FilePart.Content, Content(500_000, 2));
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest, Cancellation);
        Assert.Equal(Content(500_000, 1), Joined(start, rest.ToArray()));
        Assert.Equal(Content(500_000, 2), await ReadAsync(_key));
    }
}
