using Azure.Storage.Blobs;
using ConnectNow.Files;
using ConnectNow.Providers.AzureTables.Backups;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.Backups.BackupFixture;

namespace ConnectNow.Storage.Tests.AzureTables.Backups;

public sealed class TableBackupTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly BackupFixture _fixture = new(azurite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_restored_table_equals_the_saved_one_row_for_row_and_its_chats_go_on()
    {
        foreach (var (chat, events) in new[] { ("long", 500), ("Short_🎈/?#", 2), ("short_", 2), ("~", 60), ("erased", 10) }) await _fixture.ChatAsync(chat, events);
        var erased = (await _fixture.From.Store.LoadAsync("erased", 1, Cancellation))!.ETag;
        Assert.True(await _fixture.From.Store.EraseAsync("erased", erased, Cancellation));
        await _fixture.From.Store.Erased.SweepAsync(Cancellation);
        var before = await AllAsync(_fixture.From);

        // Small files, so that there are several.
        var saved = await _fixture.Of(_fixture.From, change: options => options with { FileBytes = 100_000 }).SaveAsync(Cancellation);
        var restored = await _fixture.Of(_fixture.To).RestoreAsync(null, Cancellation);

        Assert.True(before.Count(row => row.Contains("PartitionKey=String:long ", StringComparison.Ordinal)) > 1000, "One chat has several pages.");
        Assert.Equal(before, await AllAsync(_fixture.To));
        Assert.Equal((4L, before.Count, 0L), (saved.Chats, (int)saved.Rows, saved.Unsettled));
        Assert.Equal(new RestoredBackup(saved.Name, 4, before.Count), restored);
        Assert.True(await _fixture.Container.GetBlobsAsync(cancellationToken: Cancellation).CountAsync(Cancellation) >= 4);
        var chatThen = (await _fixture.To.Store.LoadAsync("long", 1, Cancellation))!;
        Assert.Equal(500, Assert.Single(chatThen.Tail).Seq);
        await CommittedAsync(_fixture.To.Store, "long", new() { ExpectedETag = chatThen.ETag, CommitId = "next", Head = Last(501), Added = [new(501, "k501", new byte[1])] });
        Assert.Null(await _fixture.To.Store.LoadAsync("erased", 1, Cancellation));
    }

    [Fact]
    public async Task A_chat_that_changes_while_it_is_read_is_saved_as_it_was_at_one_moment()
    {
        var etag = await _fixture.ChatAsync("chat", 120);
        var changes = 0;
        // Between the second page and the third: what was read already has changed, and what was not.
        var network = new MeddlingHandler(async (_, request) =>
        {
            if (!request.RequestUri!.Query.Contains("NextRowKey", StringComparison.OrdinalIgnoreCase) || Interlocked.Increment(ref changes) != 2) return;
            etag = await _fixture.CommittedAsync("chat", new()
            {
                ExpectedETag = etag,
                CommitId = "meanwhile",
                Head = Last(121),
                Added = [new(121, "k121", "new"u8.ToArray(), Collected.Links)],
                // It loses a tag, as a message does that is edited.
                Changed = [new(1, null, "edited"u8.ToArray(), Collected.Files), new(120, null, "edited"u8.ToArray())],
                Participants = [new("p8", "renamed"u8.ToArray()), new("p9", "new"u8.ToArray())],
                Files = [new("f3", "three"u8.ToArray())],
                FilesRemoved = ["f1"],
            });
        });

        var saved = await _fixture.Of(_fixture.From, network, change: options => options with { Page = 40 }).SaveAsync(Cancellation);
        await _fixture.Of(_fixture.To).RestoreAsync(saved.Name, Cancellation);

        Assert.True(changes > 2, "It was changed while it was read.");
        Assert.Equal(0, saved.Unsettled);
        Assert.Equal(await AllAsync(_fixture.From), await AllAsync(_fixture.To));
    }

    [Fact]
    public async Task A_chat_that_never_rests_is_saved_as_far_as_its_head_says_and_goes_on_from_there()
    {
        var (etag, last) = (await _fixture.ChatAsync("chat", 120), 120L);
        var network = new MeddlingHandler(async (_, request) =>
        {
            if (request.Method != HttpMethod.Get) return;
            last++;
            etag = await _fixture.CommittedAsync("chat", new()
            {
                ExpectedETag = etag,
                CommitId = $"{last}",
                Head = Last(last),
                Added = [new(last, $"k{last}", "new"u8.ToArray(), Collected.Links)],
                Changed = [new(last - 1, null, "edited"u8.ToArray()), new(1, null, "edited"u8.ToArray())],
            });
        });

        var saved = await _fixture.Of(_fixture.From, network, change: options => options with { Page = 40 }).SaveAsync(Cancellation);
        await _fixture.Of(_fixture.To).RestoreAsync(saved.Name, Cancellation);

        Assert.Equal(1, saved.Unsettled);
        var chat = (await _fixture.To.Store.LoadAsync("chat", int.MaxValue, Cancellation))!;
        var newest = BitConverter.ToInt64(chat.Head.Span);
        Assert.True(newest > 120);
        Assert.Equal(Enumerable.Range(1, (int)newest), chat.Tail.Select(chatEvent => (int)chatEvent.Seq));
        await CommittedAsync(_fixture.To.Store, "chat", new()
        {
            ExpectedETag = chat.ETag,
            CommitId = "next",
            Head = Last(newest + 1),
            Added = [new(newest + 1, $"k{newest + 1}", "next"u8.ToArray(), Collected.Links)],
        });
    }

    [Fact]
    public async Task A_chat_that_is_erased_while_it_is_read_is_not_saved()
    {
        var etag = await _fixture.ChatAsync("chat", 120);
        await _fixture.ChatAsync("other", 2);
        var pages = 0;
        var network = new MeddlingHandler(async (_, request) =>
        {
            if (!request.RequestUri!.Query.Contains("NextRowKey", StringComparison.OrdinalIgnoreCase) || Interlocked.Increment(ref pages) != 2) return;
            Assert.True(await _fixture.From.Store.EraseAsync("chat", etag, Cancellation));
        });

        var saved = await _fixture.Of(_fixture.From, network, change: options => options with { Page = 40 }).SaveAsync(Cancellation);
        await _fixture.Of(_fixture.To).RestoreAsync(saved.Name, Cancellation);

        Assert.Equal(1, saved.Chats);
        Assert.Null(await _fixture.To.Store.LoadAsync("chat", 1, Cancellation));
        Assert.Equal("c", Assert.Single(await _fixture.To.RowsAsync("chat")).RowKey);
        Assert.NotNull(await _fixture.To.Store.LoadAsync("other", 1, Cancellation));
        await _fixture.To.Store.Erased.SweepAsync(Cancellation);
        var refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreChatAsync(saved.Name, "chat", Cancellation));
        Assert.Contains("has no chat chat", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_interrupted_is_no_backup()
    {
        await _fixture.ChatAsync("chat", 120);
        await _fixture.ChatAsync("other", 2);
        var network = new MeddlingHandler((number, request) =>
            number < 6 ? Task.CompletedTask : throw new HttpRequestException("The connection was reset."));

        await Assert.ThrowsAnyAsync<Exception>(() => _fixture.Of(_fixture.From, network).SaveAsync(Cancellation));

        Assert.NotEmpty(await _fixture.Container.GetBlobsAsync(cancellationToken: Cancellation).ToListAsync(Cancellation));
        Assert.Empty(await _fixture.Of(_fixture.To).NamesAsync(Cancellation));
        var refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreAsync(null, Cancellation));
        Assert.Contains("no finished backup", refused.Message, StringComparison.Ordinal);
        var half = (await _fixture.Container.GetBlobsAsync(cancellationToken: Cancellation).FirstAsync(Cancellation)).Name.Split('/')[0];
        refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreAsync(half, Cancellation));
        Assert.Equal($"There is no finished backup named {half}.", refused.Message);
    }

    [Fact]
    public async Task Older_backups_go_when_a_newer_one_is_finished_and_not_before()
    {
        await _fixture.ChatAsync("chat", 2);
        var time = new FakeTimeProvider(new(2026, 1, 1, 3, 0, 0, TimeSpan.Zero));
        var names = new List<string>();
        for (var day = 1; day <= 3; day++)
        {
            names.Add((await _fixture.Of(_fixture.From, time: time, change: options => options with { Keep = 2 }).SaveAsync(Cancellation)).Name);
            time.Advance(TimeSpan.FromDays(1));
        }

        var cut = new MeddlingHandler((number, _) => number < 5 ? Task.CompletedTask : throw new HttpRequestException("The connection was reset."));
        await Assert.ThrowsAnyAsync<Exception>(() => _fixture.Of(_fixture.From, cut, time, options => options with { Keep = 1 }).SaveAsync(Cancellation));
        Assert.Equal([names[2], names[1]], await _fixture.Of(_fixture.From).NamesAsync(Cancellation));

        time.Advance(TimeSpan.FromDays(3));
        var saved = await _fixture.Of(_fixture.From, time: time, change: options => options with { Keep = 1 }).SaveAsync(Cancellation);

        Assert.Equal(("2026-01-07T03-00-00.000Z", 2), (saved.Name, saved.Removed));
        // Nor is anything left of what was interrupted.
        Assert.All(await _fixture.Container.GetBlobsAsync(cancellationToken: Cancellation).ToListAsync(Cancellation), blob => Assert.StartsWith(saved.Name, blob.Name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("shortened")]
    [InlineData("exchanged")]
    [InlineData("gone")]
    public async Task A_file_that_is_not_what_was_written_is_refused_before_anything_is(string how)
    {
        await _fixture.ChatAsync("chat", 10);
        var saved = await _fixture.Of(_fixture.From).SaveAsync(Cancellation);
        var blob = _fixture.Container.GetBlobClient($"{saved.Name}/timeline-00001.jsonl.gz");
        var content = (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToArray();
        await ChangeAsync(blob, content, how);

        var refused = await Assert.ThrowsAsync<BackupException>(() => _fixture.Of(_fixture.To).RestoreAsync(null, Cancellation));

        Assert.StartsWith($"The file timeline-00001.jsonl.gz of the backup {saved.Name} is {(how == "gone" ? "gone" : "damaged")}; nothing was restored.", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await AllAsync(_fixture.To));
    }

    private async Task ChangeAsync(BlobClient blob, byte[] content, string how)
    {
        switch (how)
        {
            case "gone":
                await blob.DeleteAsync(cancellationToken: Cancellation);
                return;
            case "damaged":
                content[content.Length / 2] ^= 1;
                break;
            case "shortened":
                content = content[..^5];
                break;
            case "exchanged":
                // Whole and readable, and of another moment.
                var other = await _fixture.Of(_fixture.From, time: new FakeTimeProvider(DateTimeOffset.UnixEpoch)).SaveAsync(Cancellation);
                await _fixture.CommittedAsync("one more", TableTimelineFixture.Commit(null, TableTimelineFixture.Event(1)));
                var later = await _fixture.Of(_fixture.From, time: new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1)))
                    .SaveAsync(Cancellation);
                content = (await _fixture.Container.GetBlobClient($"{later.Name}/timeline-00001.jsonl.gz").DownloadContentAsync(Cancellation)).Value.Content.ToArray();
                Assert.True(string.CompareOrdinal(other.Name, later.Name) < 0);
                break;
        }

        await blob.UploadAsync(new BinaryData(content), overwrite: true, Cancellation);
    }
}
