using System.Globalization;
using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;
using static ConnectNow.Storage.Tests.AzureTables.TableTimelineFixture;

namespace ConnectNow.Storage.Tests.AzureTables;

/// <summary>How rows lie in the table: what programs to come must read, and what the service takes.</summary>
public sealed class TableTimelineFormatTests(AzuriteAccount azurite) : IAsyncLifetime
{
    private const int Piece = 64 * 1024;

    private readonly TableTimelineFixture _fixture = new(azurite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _fixture.InitializeAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Rows_are_as_in_format_1()
    {
        var etag = await CommittedAsync("Chat_1", new()
        {
            ExpectedETag = null,
            CommitId = "first",
            Head = "h"u8.ToArray(),
            Added = [new(1, "p7:a/b", "one"u8.ToArray(), Collected.Files | Collected.Links), new(2, null, new byte[Piece + 1])],
            Participants = [new("p7", "Ada"u8.ToArray())],
            Files = [new("f9", "file"u8.ToArray())],
        });
        await CommittedAsync("Chat_1", new() { ExpectedETag = etag, CommitId = "second", Head = "H"u8.ToArray(), Changed = [new(1, null, "1"u8.ToArray(), Collected.Files)] });

        Assert.Equal(
            [
                "c: Body=48 Born=1 Commit=2 CommitId=second Format=1",
                "f-f9: Body=66696C65 Commit=1 Id=f9",
                "p-p7: Body=416461 Commit=1 Id=p7",
                "t-9223372036854775805: Body=(65536) Body1=00 Commit=1 Seq=2",
                "t-9223372036854775806: Body=31 Commit=2 Key=p7:a/b Seq=1 Tags=1",
                "u-p7:a~002Fb: Seq=1",
                "x-1-9223372036854775806: Body=31 Commit=2 Key=p7:a/b Seq=1 Tags=1",
            ],
            (await _fixture.RowsAsync("Chat_1")).Select(Describe));
        Assert.All(await _fixture.RowsAsync("Chat_1"), row => Assert.Equal("Chat~005F1", row.PartitionKey));
    }

    [Fact]
    public async Task A_chat_in_a_format_to_come_is_left_alone()
    {
        var etag = await CommittedAsync("chat", Commit(null, Event(1)));
        var head = (await _fixture.RowsAsync("chat")).Single(row => row.RowKey == "c");
        head["Format"] = 2;
        await _fixture.Table.UpdateEntityAsync(head, head.ETag, TableUpdateMode.Replace, Cancellation);

        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => _fixture.Store.LoadAsync("chat", 10, Cancellation));
        Assert.Equal("This chat is stored in format 2; this program reads formats up to 1. Update it.", refused.Message);
        await Assert.ThrowsAsync<NotSupportedException>(() => _fixture.Store.CommitAsync("chat", Commit(etag, Event(2)), Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => _fixture.Store.CommitAsync("chat", Commit(null, Event(2)), Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => _fixture.Store.EraseAsync("chat", etag, Cancellation));
        Assert.Equal(2, (await _fixture.RowsAsync("chat")).Count);
    }

    [Fact]
    public async Task The_longest_bodies_are_taken_and_longer_ones_change_nothing()
    {
        // A row: 15 properties of 64 KiB. A commit: 4 MiB as it is sent, which is 3 MiB of bodies.
        var etag = await CommittedAsync("chat", Commit(null, [.. Enumerable.Range(1, 3).Select(seq => new StoredEvent(seq, null, new byte[15 * Piece]))]));
        Assert.All((await _fixture.Store.LoadAsync("chat", 10, Cancellation))!.Tail, chatEvent => Assert.Equal(15 * Piece, chatEvent.Body.Length));
        var before = await _fixture.DescribeAsync("chat");

        TimelineCommit[] tooLarge =
        [
            Commit(etag, new StoredEvent(4, null, new byte[(15 * Piece) + 1])),
            Commit(etag) with { Head = new byte[(15 * Piece) + 1] },
            Commit(etag, [.. Enumerable.Range(4, 4).Select(seq => new StoredEvent(seq, null, new byte[12 * Piece]))]),
            // A copy for each tag counts.
            Commit(etag, [.. Enumerable.Range(4, 2).Select(seq => new StoredEvent(seq, null, new byte[10 * Piece], Collected.Files | Collected.Links))]),
        ];
        foreach (var commit in tooLarge) await Assert.ThrowsAsync<InvalidOperationException>(() => _fixture.Store.CommitAsync("chat", commit, Cancellation));
        Assert.Equal(before, await _fixture.DescribeAsync("chat"));
    }

    private async Task<string> CommittedAsync(string chat, TimelineCommit commit) =>
        Assert.IsType<Committed>(await _fixture.Store.CommitAsync(chat, commit, Cancellation)).ETag;

    private static string Describe(TableEntity row) => $"{row.RowKey}: " + string.Join(' ', row
        .Where(column => column.Key is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp"))
        .OrderBy(column => column.Key, StringComparer.Ordinal)
        .Select(column => string.Create(CultureInfo.InvariantCulture, $"{column.Key}={Describe(column.Value)}")));

    private static object Describe(object value) =>
        value is byte[] bytes ? bytes.Length > 100 ? $"({bytes.Length})" : Convert.ToHexString(bytes) : value;
}
