using ConnectNow.Files;
using Xunit;

namespace ConnectNow.Conformance;

// Conditions 7 to 9: deletion, marks, and keys that do not meet.
public abstract partial class FileStoreConformance
{
    [Fact]
    public async Task A_deleted_file_is_as_one_that_never_was()
    {
        await ReplaceAsync(_key, FilePart.Offered, Content(10, 1));
        var blocks = await CompletedAsync(_key, FullBlock(1), Content(10, 2));
        await ReplaceAsync(_key, FilePart.Preview, Content(10, 3));
        await StagedAsync(_key, 0, Content(10, 4));

        await Store.DeleteAsync(_key, Cancellation);
        await Store.DeleteAsync(_key, Cancellation);
        Assert.Equal(await SnapshotAsync(new(_key.ChatId, Secrets.NewId())), await SnapshotAsync(_key));
        Assert.False(await Store.CompleteAsync(_key, blocks, Cancellation));
        Assert.Null(await ReadAsync(Reopened(), _key));

        await CompletedAsync(_key, Content(20, 5));
        Assert.Equal(Content(20, 5), await ReadAsync(_key));
        Assert.Null(await ReadAsync(_key, FilePart.Preview));
    }

    [Fact]
    public async Task A_stream_open_on_a_deleted_file_goes_on_or_fails_but_reads_nothing_else()
    {
        await CompletedAsync(_key, FullBlock(1));
        await using var stream = await Store.OpenAsync(_key, FilePart.Content, Cancellation);
        await Store.DeleteAsync(_key, Cancellation);
        await CompletedAsync(_key, FullBlock(2));

        var read = new byte[FileLimits.BlockSize];
        try
        {
            await stream!.ReadExactlyAsync(read, Cancellation);
        }
        catch (IOException)
        {
            return;
        }

        Assert.Equal(FullBlock(1), read);
    }

    [Fact]
    public async Task What_was_being_staged_or_replaced_does_not_outlive_a_deletion()
    {
        await CompletedAsync(_key, Content(10));
        using var block = new HeldStream(Content(600_000, 2));
        using var offered = new HeldStream(Content(600_000, 3));
        var staging = Store.StageAsync(_key, 0, 600_000, Block(0, Content(600_000, 2)).Sha256, block, Cancellation);
        var replacing = Store.ReplaceAsync(_key, FilePart.Offered, offered, Cancellation);
        await Task.WhenAll(block.Reached, offered.Reached);

        await Store.DeleteAsync(_key, Cancellation);
        block.Release();
        offered.Release();
        await Assert.ThrowsAnyAsync<IOException>(() => staging);
        await Assert.ThrowsAnyAsync<IOException>(() => replacing);
        Assert.Equal(await SnapshotAsync(new(_key.ChatId, Secrets.NewId())), await SnapshotAsync(_key));
    }

    [Fact]
    public async Task Files_and_chats_do_not_see_each_other()
    {
        var other = new FileKey(_key.ChatId, Secrets.NewId());
        var elsewhere = new FileKey(Secrets.NewId(), _key.FileId);
        await CompletedAsync(_key, Content(10, 1));
        await CompletedAsync(other, Content(10, 2));
        await CompletedAsync(elsewhere, Content(10, 3));
        await StagedAsync(other, 0, Content(10, 4));
        var before = (await SnapshotAsync(other), await SnapshotAsync(elsewhere));

        await ReplaceAsync(_key, FilePart.Content, Content(10, 5));
        await ReplaceAsync(_key, FilePart.Preview, Content(10, 6));
        await StagedAsync(_key, 0, Content(10, 7));
        await Store.DeleteAsync(_key, Cancellation);
        Assert.Equal(before, (await SnapshotAsync(other), await SnapshotAsync(elsewhere)));
    }

    [Fact]
    public async Task Deleting_a_chat_deletes_its_files_and_no_others()
    {
        var files = Enumerable.Range(0, 5).Select(_ => new FileKey(_key.ChatId, Secrets.NewId())).ToList();
        foreach (var file in files)
            await CompletedAsync(file, Content(10));
        await StagedAsync(_key, 0, Content(10));
        // The same two first letters: what lies side by side in a folder must not go together.
        var neighbour = new FileKey(_key.ChatId[..15] + (_key.ChatId[15] == 'z' ? 'y' : 'z'), _key.FileId);
        await CompletedAsync(neighbour, Content(10, 2));

        await Store.DeleteChatAsync(_key.ChatId, Cancellation);
        await Store.DeleteChatAsync(_key.ChatId, Cancellation);
        foreach (var file in files)
            Assert.Null(await ReadAsync(file));
        Assert.Empty(await Store.StagedAsync(_key, Cancellation));
        Assert.Equal(Content(10, 2), await ReadAsync(neighbour));

        await CompletedAsync(_key, Content(10, 3));
        Assert.Equal(Content(10, 3), await ReadAsync(_key));
    }

    [Fact]
    public async Task Marks_stay_until_they_are_taken_away_whatever_happens_to_the_file()
    {
        var ofFile = FileMark.Of(_key);
        var ofChat = new FileMark(_key.ChatId, null);
        await Store.MarkAsync(ofFile, Cancellation);
        await Store.MarkAsync(ofChat, Cancellation);
        await CompletedAsync(_key, Content(10));
        await Store.DeleteAsync(_key, Cancellation);
        await Store.DeleteChatAsync(_key.ChatId, Cancellation);

        Assert.Equal(2, (await MarksAsync(Now, Reopened())).Count(mark => mark == ofFile || mark == ofChat));
        await Store.UnmarkAsync(ofFile, Cancellation);
        await Store.UnmarkAsync(ofFile, Cancellation);
        var left = await MarksAsync(Now);
        Assert.DoesNotContain(ofFile, left);
        Assert.Contains(ofChat, left);
        await Store.UnmarkAsync(ofChat, Cancellation);
        Assert.DoesNotContain(ofChat, await MarksAsync(Now, Reopened()));
    }

    [Fact]
    public async Task A_mark_keeps_its_first_time()
    {
        var mark = FileMark.Of(_key);
        var first = Now;
        await Store.MarkAsync(mark, Cancellation);
        Advance(TimeSpan.FromMinutes(1));
        await Store.MarkAsync(mark, Cancellation);
        var later = new FileMark(Secrets.NewId(), null);
        await Store.MarkAsync(later, Cancellation);

        Assert.Single(await MarksAsync(first, Reopened()), found => found == mark);
        Assert.DoesNotContain(mark, await MarksAsync(first - TimeSpan.FromTicks(1)));
        Assert.DoesNotContain(later, await MarksAsync(Now - TimeSpan.FromTicks(1)));
        Assert.Contains(later, await MarksAsync(Now));

        // Taken away and left again, it is a new one.
        await Store.UnmarkAsync(mark, Cancellation);
        await Store.MarkAsync(mark, Cancellation);
        Assert.DoesNotContain(mark, await MarksAsync(first));
    }

    [Theory]
    [InlineData("../../../etc/aaaa", null)]
    [InlineData("", null)]
    [InlineData("0123456789ABCDEF", null)]
    [InlineData("0123456789abcdef", "../0123456789abc")]
    [InlineData("0123456789abcdef", "")]
    public async Task What_is_no_id_names_nothing(string chatId, string? fileId)
    {
        var mark = new FileMark(chatId, fileId);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.MarkAsync(mark, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.UnmarkAsync(mark, Cancellation));
        if (fileId is null) await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteChatAsync(chatId, Cancellation));
        Assert.Throws<ArgumentException>(() => new FileKey(chatId, fileId ?? Secrets.NewId()));
    }
}
