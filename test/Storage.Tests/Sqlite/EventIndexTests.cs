using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using CsCheck;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

/// <summary>Events are found alike whether they stand in the chat's row or have moved into the tables.</summary>
public sealed class EventIndexTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    private readonly SqliteTimelineStore _store = new(fixture.Database);
    private readonly string _chat = Guid.NewGuid().ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wherever_events_are_they_are_read_found_and_changed()
    {
        string? etag = null;
        for (var last = 1; last <= (2 * NewestEvents.Capacity) + 3; last++)
        {
            etag = await CommittedAsync(etag, Event(last));
            Assert.Equal(Numbers(1, last), Numbers(await _store.ReadAsync(_chat, 1, 1000, Cancellation)));
            Assert.Equal(Numbers((last + 1) / 2, last), Numbers(await _store.ReadAsync(_chat, (last + 1) / 2, 1000, Cancellation)));
            Assert.Equal(Numbers(1, Math.Min(last, 5)), Numbers(await _store.ReadAsync(_chat, 1, 5, Cancellation)));
            Assert.Equal(Numbers(Math.Max(1, last - 2), last), Numbers((await _store.LoadAsync(_chat, 3, Cancellation))!.Tail));
            Assert.Equal(Numbers(1, last), Numbers((await _store.LoadAsync(_chat, 1000, Cancellation))!.Tail));
        }

        for (var seq = 1; seq <= (2 * NewestEvents.Capacity) + 3; seq++)
        {
            Assert.Equal(seq, await _store.FindKeyAsync(_chat, $"key {seq}", Cancellation));
            Assert.Equal(
                seq, Assert.IsType<DuplicateKeys>(await _store.CommitAsync(_chat, Commit(etag, Event(1000) with { Key = $"key {seq}" }), Cancellation)).Existing[$"key {seq}"]);
            etag = Assert.IsType<Committed>(await _store.CommitAsync(
                _chat, Commit(etag) with { Changed = [new(seq, null, new byte[] { 7 }, Collected.Links)] }, Cancellation)).ETag;
        }

        Assert.All(await _store.ReadAsync(_chat, 1, 1000, Cancellation), chatEvent => Assert.Equal(7, Assert.Single(chatEvent.Body.ToArray())));
        Assert.Null(await _store.FindKeyAsync(_chat, "key 0", Cancellation));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(NewestEvents.Capacity + 3)]
    public async Task Numbers_that_come_late_stand_where_they_belong_and_none_stands_twice(int first)
    {
        var etag = await CommittedAsync(null, Event(first * 10));
        for (var seq = (first * 10) + 1; seq < first * 11; seq++)
            etag = await CommittedAsync(etag, Event(seq));

        etag = await CommittedAsync(etag, Event(5), Event(2));
        etag = await CommittedAsync(etag, Event(first * 11), Event(1));
        var expected = Numbers(1, 2).Append(5).Concat(Numbers(first * 10, first * 11)).ToList();
        Assert.Equal(expected, Numbers(await _store.ReadAsync(_chat, 1, 1000, Cancellation)));
        Assert.Equal(expected, Numbers((await _store.LoadAsync(_chat, 1000, Cancellation))!.Tail));
        foreach (var taken in expected)
            await Assert.ThrowsAsync<SqliteException>(() => _store.CommitAsync(_chat, Commit(etag, Event(taken) with { Key = "new" }), Cancellation));

        Assert.Equal(etag, (await _store.LoadAsync(_chat, 0, Cancellation))!.ETag);
    }

    [Fact]
    public async Task A_commit_of_more_events_than_the_chats_row_takes_is_found_whole()
    {
        var etag = await CommittedAsync(null, Event(1));
        etag = await CommittedAsync(etag, [.. Enumerable.Range(2, 100).Select(seq => Event(seq))]);
        await CommittedAsync(etag, Event(102), Event(103));

        Assert.Equal(Numbers(1, 103), Numbers(await _store.ReadAsync(_chat, 1, 1000, Cancellation)));
        Assert.Equal([1, 50, 103], [await Find(1), await Find(50), await Find(103)]);
        async Task<long?> Find(int seq) => await _store.FindKeyAsync(_chat, $"key {seq}", Cancellation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(NewestEvents.Capacity + 2)]
    public async Task Keys_of_the_same_hash_are_told_apart(int events)
    {
        string? etag = null;
        for (var seq = 1; seq <= events; seq++)
            etag = await CommittedAsync(etag, Event(seq));

        // As if "other" had the hash of the first event's key: found by the hash, refused by the key.
        var (found, other) = await fixture.Database.Readers.RunAsync(
            session =>
            {
                var newest = new NewestEvents();
                var index = new EventIndex(session, TimelineRows.Find(session, _chat, newest)!.Value.Chat, newest);
                return (index.FindKey("key 1", EventIndex.HashOf("key 1")), index.FindKey("other", EventIndex.HashOf("key 1")));
            },
            Cancellation);
        Assert.Equal((1, null), (found, other));
    }

    /// <summary>The hash is in every database there is.</summary>
    [Fact]
    public void The_hash_of_a_key_stays_what_it_is() => Assert.Equal(481280795806872631, EventIndex.HashOf("ada:7f0c"));

    [Fact]
    public void What_a_row_says_is_read_as_it_was_written() =>
        Gen.Select(Gen.Long[0, long.MaxValue / 100], Gen.Long[1, long.MaxValue / 100], Gen.Long.Nullable())
            .Array[0, NewestEvents.Capacity]
            .Sample(steps =>
            {
                var written = new NewestEvents();
                var at = default(NewestEvent);
                foreach (var (seq, row, hash) in steps)
                    written.Add(at = new(at.Seq + (seq >> (int)(seq % 60)), at.Row + (row >> (int)(row % 60)), hash));

                var read = new NewestEvents();
                read.Add(new(1, 1, 1));
                read.Read(written.ToBytes().Span);
                return read.All.SequenceEqual(written.All);
            });

    private static StoredEvent Event(long seq) => new(seq, $"key {seq}", new byte[] { 1 });

    private static TimelineCommit Commit(string? etag, params StoredEvent[] added) => new()
    {
        ExpectedETag = etag,
        CommitId = Guid.NewGuid().ToString(),
        Head = "head"u8.ToArray(),
        Added = added,
    };

    private static IEnumerable<long> Numbers(long from, long to) => Enumerable.Range(0, (int)(to - from) + 1).Select(index => from + index);

    private static IEnumerable<long> Numbers(IReadOnlyList<StoredEvent> events) => events.Select(chatEvent => chatEvent.Seq);

    private async Task<string> CommittedAsync(string? etag, params StoredEvent[] added) =>
        Assert.IsType<Committed>(await _store.CommitAsync(_chat, Commit(etag, added), Cancellation)).ETag;
}
