using ConnectNow.Files;
using Xunit;

namespace ConnectNow.Conformance;

// Whatever happens at once, each call is answered as if the calls had come one after the other.
public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task Blocks_staged_at_once_are_all_there()
    {
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(index => index < 7 ? FullBlock(index) : Content(999, index))];
        var blocks = await Task.WhenAll(contents.Select((content, index) => StagedAsync(_key, index, content)));

        Assert.True(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.Equal(Joined(contents), await ReadAsync(_key));
    }

    [Fact]
    public async Task A_block_staged_again_overtakes_a_connection_that_hangs()
    {
        using var hanging = new HeldStream(Content(600_000, 1));
        var hung = Store.StageAsync(_key, 0, 600_000, Block(0, Content(600_000, 1)).Sha256, hanging, Cancellation);
        await hanging.Reached;

        await CompletedAsync(_key, Content(600_000, 2));
        hanging.Release();
        await Assert.ThrowsAnyAsync<IOException>(() => hung);
        Assert.Equal(Content(600_000, 2), await ReadAsync(_key));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
    }

    [Fact]
    public async Task Two_who_stage_the_same_block_at_once_leave_one_of_the_two_whole()
    {
        using var slow = new HeldStream(Content(600_000, 1));
        var staging = Store.StageAsync(_key, 0, 600_000, Block(0, Content(600_000, 1)).Sha256, slow, Cancellation);
        await slow.Reached;
        var second = await StagedAsync(_key, 0, Content(600_000, 2));
        Assert.Equal(Shown([second]), Shown(await Store.StagedAsync(_key, Cancellation)));

        slow.Release();
        Assert.Equal(BlockOutcome.Staged, await staging);
        var last = Block(0, Content(600_000, 1));
        Assert.Equal(Shown([last]), Shown(await Store.StagedAsync(_key, Cancellation)));
        Assert.True(await Store.CompleteAsync(_key, [last], Cancellation));
        Assert.Equal(Content(600_000, 1), await ReadAsync(_key));
    }

    [Fact]
    public async Task Many_who_stage_the_same_blocks_leave_for_each_what_its_digest_says()
    {
        for (var round = 0; round < Races; round++)
        {
            var key = new FileKey(_key.ChatId, Secrets.NewId());
            await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
            {
                var content = number % 2 == 0 ? FullBlock(number % 3) : Content(300_000, number % 3);
                try
                {
                    await StagedAsync(key, number % 2, content);
                }
                catch (IOException)
                {
                    // Another content was staged while this one was only verified: to be made again.
                }
            }));

            var staged = await Store.StagedAsync(key, Cancellation);
            Assert.Equal([0, 1], staged.Select(block => block.Index));
            Assert.True(await Store.CompleteAsync(key, staged, Cancellation));
            var bytes = await ReadAsync(key);
            Assert.Equal(Shown(staged), Shown([Block(0, bytes![..FileLimits.BlockSize]), Block(1, bytes[FileLimits.BlockSize..])]));
        }
    }

    [Fact]
    public async Task Completing_at_once_is_one_completion()
    {
        var blocks = new[] { await StagedAsync(_key, 0, FullBlock(1)), await StagedAsync(_key, 1, Content(100, 2)) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.CompleteAsync(_key, blocks, Cancellation)));

        Assert.All(answers, Assert.True);
        Assert.Equal(Joined(FullBlock(1), Content(100, 2)), await ReadAsync(_key));
    }

    [Fact]
    public async Task Readers_see_one_content_or_the_other_while_it_is_replaced()
    {
        var blocks = await CompletedAsync(_key, Content(200_000, 0));
        var replacing = Task.Run(
            async () =>
            {
                for (var seed = 1; seed <= 30; seed++)
                {
                    if (seed % 10 == 0)
                    {
                        await StagedAsync(_key, 0, Content(200_000, seed));
                        Assert.True(await Store.CompleteAsync(_key, [Block(0, Content(200_000, seed))], Cancellation));
                    }
                    else
                    {
                        await ReplaceAsync(_key, FilePart.Content, Content(200_000, seed));
                    }
                }
            },
            Cancellation);
        var known = Enumerable.Range(0, 31)
            .ToDictionary(seed => Convert.ToHexString(Block(0, Content(200_000, seed)).Sha256.Span), seed => seed);
        var last = 0;
        while (!replacing.IsCompleted)
        {
            var read = await ReadAsync(_key);
            Assert.NotNull(read);
            var seed = known[Convert.ToHexString(Block(0, read).Sha256.Span)];
            Assert.InRange(seed, last, 30);
            last = seed;
        }

        await replacing;
        Assert.Equal(Content(200_000, 30), await ReadAsync(_key));
        Assert.False(await Store.CompleteAsync(_key, blocks, Cancellation));
    }

    [Fact]
    public async Task Marking_and_taking_away_at_once_leaves_whole_marks()
    {
        var chats = Enumerable.Range(0, 4).Select(_ => Secrets.NewId()).ToList();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(
            () => number % 3 == 0
                ? Store.UnmarkAsync(new(chats[number % 4], null), Cancellation)
                : Store.MarkAsync(new(chats[number % 4], null), Cancellation),
            Cancellation)));
        foreach (var chat in chats)
            await Store.MarkAsync(new(chat, null), Cancellation);

        Assert.Equal(chats.Order(), (await MarksAsync(Now)).Select(mark => mark.ChatId).Where(chats.Contains).Order());
    }
}
