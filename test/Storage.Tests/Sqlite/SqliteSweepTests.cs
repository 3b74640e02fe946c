using ConnectNow.Grains;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteSweepTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Grain_state_that_has_expired_is_removed_every_ten_minutes_and_the_rest_stays()
    {
        await using var database = SqliteFixture.Open(_directory.Path, _time);
        await WriteAsync(database, "soon", _time.GetUtcNow().AddMinutes(9));
        await WriteAsync(database, "later", _time.GetUtcNow().AddMinutes(11));
        await WriteAsync(database, "never", null);
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 1), "the sweep at the start is over");
        Assert.Equal(3, await CountAsync(database, "grain_state"));

        _time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 2), "the second sweep is over");
        Assert.Equal((false, true, true), (await ExistsAsync(database, "soon"), await ExistsAsync(database, "later"), await ExistsAsync(database, "never")));

        _time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 3), "the third sweep is over");
        Assert.Equal((false, true), (await ExistsAsync(database, "later"), await ExistsAsync(database, "never")));
    }

    [Fact]
    public async Task What_expired_while_nothing_ran_is_removed_at_the_start()
    {
        await using (var database = SqliteFixture.Open(_directory.Path, _time))
            await WriteAsync(database, "grain", _time.GetUtcNow().AddMinutes(1));

        _time.Advance(TimeSpan.FromMinutes(2));
        await using var again = SqliteFixture.Open(_directory.Path, _time);
        await Eventually.TrueAsync(async () => await CountAsync(again, "grain_state") == 0, "the state is removed");
    }

    [Fact]
    public async Task A_later_write_moves_the_expiry()
    {
        await using var database = SqliteFixture.Open(_directory.Path, _time);
        await WriteAsync(database, "grain", _time.GetUtcNow().AddMinutes(1));
        await WriteAsync(database, "grain", _time.GetUtcNow().AddMinutes(30));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 1), "the sweep at the start is over");

        _time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 2), "the second sweep is over");
        Assert.True(await ExistsAsync(database, "grain"));
    }

    [Fact]
    public async Task More_than_one_piece_of_expired_state_goes_in_one_sweep()
    {
        await using var database = SqliteFixture.Open(_directory.Path, _time);
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(number => WriteAsync(database, $"{number}", _time.GetUtcNow().AddMinutes(1))));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 1), "the sweep at the start is over");

        _time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => Task.FromResult(database.Sweep.Rounds == 2), "the second sweep is over");
        Assert.Equal(0, await CountAsync(database, "grain_state"));
    }

    [Fact]
    public async Task The_rows_of_an_erased_chat_go_too_and_only_those()
    {
        await using var database = SqliteFixture.Open(_directory.Path, _time);
        var store = new SqliteTimelineStore(database);
        await FillAsync(store, "stays", 10);
        var etag = await FillAsync(store, "goes", 1700);

        Assert.True(await store.EraseAsync("goes", etag, Cancellation));
        await Eventually.TrueAsync(
            async () => (await CountAsync(database, "entry_rows"), await CountAsync(database, "entry_seqs"), await CountAsync(database, "entry_keys"),
                await CountAsync(database, "participants"), await CountAsync(database, "files"), await CountAsync(database, "erased")) == (10, 0, 0, 1, 1, 0),
            "the rows are removed");
        Assert.Equal(10, (await store.ReadAsync("stays", 1, 100, Cancellation)).Count);
    }

    private static async Task<string> FillAsync(SqliteTimelineStore store, string chat, int events)
    {
        string? etag = null;
        foreach (var piece in Enumerable.Range(1, events).Chunk(500))
        {
            etag = Assert.IsType<Committed>(await store.CommitAsync(
                chat,
                new()
                {
                    ExpectedETag = etag,
                    CommitId = Guid.NewGuid().ToString(),
                    Head = "head"u8.ToArray(),
                    Added = [.. piece.Select(seq => new StoredEvent(seq, $"{seq}", "body"u8.ToArray()))],
                    Participants = [new("p", "someone"u8.ToArray())],
                    Files = [new("f", "file"u8.ToArray())],
                },
                Cancellation)).ETag;
        }

        return etag!;
    }

    private static async Task WriteAsync(SqliteDatabase database, string key, DateTimeOffset? expiresAt)
    {
        var storage = SqliteGrainStorageTests.Create(database);
        var state = new GrainState<Passing>();
        await storage.ReadStateAsync("state", GrainId.Create("passing", key), state);
        state.State = new() { ExpiresAt = expiresAt };
        await storage.WriteStateAsync("state", GrainId.Create("passing", key), state);
    }

    private static async Task<bool> ExistsAsync(SqliteDatabase database, string key)
    {
        var state = new GrainState<Passing>();
        await SqliteGrainStorageTests.Create(database).ReadStateAsync("state", GrainId.Create("passing", key), state);
        return state.RecordExists;
    }

    private static Task<long> CountAsync(SqliteDatabase database, string table) =>
        database.Readers.RunAsync(session => session.Ask($"SELECT count(*) FROM {table}"), Cancellation);

    private sealed class Passing : IExpires
    {
        public DateTimeOffset? ExpiresAt { get; set; }
    }
}
