using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.AzureTables;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>The rows of erased chats go, whoever dies meanwhile, and no others.</summary>
public sealed class TableTimelineErasureTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private readonly TableTimelineFixture _fixture = new(azurite);
    private readonly string _chat = $"chat-{Guid.NewGuid():N}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task All_rows_of_an_erased_chat_go_but_a_head_without_content()
    {
        var stays = $"{_chat}-stays";
        await FillAsync(stays, 5);
        var before = await _fixture.DescribeAsync(stays);
        Assert.True(await _fixture.Store.EraseAsync(_chat, await FillAsync(_chat, 120), Cancellation));

        await _fixture.Store.Erased.SweepAsync(Cancellation);

        var row = Assert.Single(await _fixture.RowsAsync(_chat));
        Assert.Equal(["Born", "Cleared", "Commit", "CommitId", "Erased", "Format"], row.Keys.Except(["odata.etag", "PartitionKey", "RowKey", "Timestamp"]).Order());
        Assert.Equal(before, await _fixture.DescribeAsync(stays));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task Whoever_dies_while_erasing_leaves_a_chat_that_is_whole_or_gone_and_whose_rows_go()
    {
        // After each number of requests, until there are enough for all.
        var died = true;
        for (var reached = 0; died; reached++)
        {
            var chat = $"{_chat}-{reached}";
            var etag = await FillAsync(chat, 40);
            var before = await _fixture.DescribeAsync(chat);
            died = await DiesAsync(chat, etag, reached);

            var after = await _fixture.DescribeAsync(chat);
            Assert.True(after == before || after == "no chat", after);
            var read = await _fixture.Store.ReadAsync(chat, 1, 1000, Cancellation);
            Assert.Equal(after == before ? 40 : 0, read.Count);

            // Another process comes upon it.
            await _fixture.Create().Erased.SweepAsync(Cancellation);
            Assert.Equal(after, await _fixture.DescribeAsync(chat));
            if (after != before) Assert.Single(await _fixture.RowsAsync(chat));
            else Assert.True(await _fixture.Store.EraseAsync(chat, etag, Cancellation));
            Assert.IsType<Committed>(await _fixture.Store.CommitAsync(chat, Commit(null, Event(1, "1")), Cancellation));
        }
    }

    [Fact]
    public async Task Several_who_remove_the_same_rows_finish_together()
    {
        Assert.True(await _fixture.Store.EraseAsync(_chat, await FillAsync(_chat, 120), Cancellation));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _fixture.Create().Erased.SweepAsync(Cancellation)));
        await _fixture.Store.Erased.SweepAsync(Cancellation);

        Assert.Single(await _fixture.RowsAsync(_chat));
        Assert.Empty(await NotesAsync());
    }

    [Fact]
    public async Task Whoever_comes_late_with_a_removal_removes_nothing_of_a_chat_made_again()
    {
        Assert.True(await _fixture.Store.EraseAsync(_chat, await FillAsync(_chat, 10), Cancellation));
        var again = "";
        using var network = new CountingHandler(async number =>
        {
            // It has listed the notes, read the head, and listed the rows.
            if (number != 3) return;
            await FillAsync(_chat, 10);
            again = await _fixture.DescribeAsync(_chat);
        });
        await _fixture.Create(network).Erased.SweepAsync(Cancellation);

        Assert.NotEqual("no chat", again);
        Assert.Equal(again, await _fixture.DescribeAsync(_chat));
    }

    [Fact]
    public async Task A_note_of_a_chat_that_lives_is_void_after_an_hour_and_not_before()
    {
        await FillAsync(_chat, 1);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var store = _fixture.Create(time: time);
        await store.Erased.NoteAsync(RowKeys.Partition(_chat), Cancellation);

        time.Advance(TimeSpan.FromMinutes(59));
        await store.Erased.SweepAsync(Cancellation);
        Assert.Single(await NotesAsync());

        time.Advance(TimeSpan.FromMinutes(2));
        await store.Erased.SweepAsync(Cancellation);
        Assert.Empty(await NotesAsync());
        Assert.NotNull(await _fixture.Store.LoadAsync(_chat, 1, Cancellation));
    }

    /// <summary>Erases and removes with a network that ends after so many requests; whether it has ended.</summary>
    private async Task<bool> DiesAsync(string chat, string etag, int requests)
    {
        using var process = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var network = new CountingHandler(number => number > requests ? process.CancelAsync() : Task.CompletedTask);
        var store = _fixture.Create(network);
        try
        {
            await store.EraseAsync(chat, etag, process.Token);
            await store.Erased.SweepAsync(process.Token);
        }
        catch (OperationCanceledException) when (process.IsCancellationRequested)
        {
            return true;
        }

        return process.IsCancellationRequested;
    }

    private async Task<string> FillAsync(string chat, int events)
    {
        string? etag = null;
        foreach (var some in Enumerable.Range(1, events).Chunk(30))
        {
            var commit = Commit(etag, [.. some.Select(seq => Event(seq, $"{seq}") with { Tags = Collected.Links })]);
            etag = Assert.IsType<Committed>(await _fixture.Store.CommitAsync(
                chat, commit with { Participants = [new("p", "Ada"u8.ToArray())], Files = [new("f", "file"u8.ToArray())] }, Cancellation)).ETag;
        }

        return etag!;
    }

    private async Task<List<TableEntity>> NotesAsync()
    {
        var notes = new List<TableEntity>();
        await foreach (var note in _fixture.Table.QueryAsync<TableEntity>(row => row.PartitionKey == RowKeys.ErasedPartition, cancellationToken: Cancellation)) notes.Add(note);
        return notes;
    }
}
