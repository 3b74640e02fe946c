using System.Text;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteWriterTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualResetEventSlim _gate = new();
    private SqliteDatabase _database = null!;
    private SqliteTimelineStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _database = SqliteFixture.Open(_directory.Path);
        _store = new(_database);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _database.DisposeAsync();
        _gate.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task What_waits_is_committed_in_one_transaction()
    {
        var held = await HoldAsync();
        var before = _database.Writer.Transactions;
        var commits = Enumerable.Range(0, 500).Select(number => _store.CommitAsync($"chat-{number}", First("a"), Cancellation)).ToArray();
        _gate.Set();

        Assert.All(await Task.WhenAll(commits), outcome => Assert.IsType<Committed>(outcome));
        await held;
        Assert.Equal(2, _database.Writer.Transactions - before);
    }

    [Fact]
    public async Task A_transaction_is_bounded()
    {
        var held = await HoldAsync();
        var before = _database.Writer.Transactions;
        var commits = Enumerable.Range(0, 2500).Select(number => _store.CommitAsync($"chat-{number}", First("a"), Cancellation)).ToArray();
        _gate.Set();

        await Task.WhenAll(commits);
        await held;
        Assert.Equal(4, _database.Writer.Transactions - before);
    }

    [Fact]
    public async Task Commits_of_many_chats_take_far_fewer_transactions()
    {
        var before = _database.Writer.Transactions;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            string? etag = null;
            for (var seq = 1; seq <= 50; seq++)
                etag = Assert.IsType<Committed>(await _store.CommitAsync($"chat-{number}", Next(etag, seq), Cancellation)).ETag;
        }));

        Assert.InRange(_database.Writer.Transactions - before, 50, 1000);
    }

    [Fact]
    public async Task Neighbours_of_refused_commits_commit_and_the_refused_change_nothing()
    {
        var etag = Assert.IsType<Committed>(await _store.CommitAsync("keys", First("taken"), Cancellation)).ETag;
        await _store.CommitAsync("fence", First("a"), Cancellation);
        var held = await HoldAsync();
        var before = _database.Writer.Transactions;
        var one = _store.CommitAsync("one", First("a"), Cancellation);
        var fenced = _store.CommitAsync("fence", First("b"), Cancellation);
        var duplicate = _store.CommitAsync("keys", Next(etag, 2) with { Added = [Event(2, "new"), Event(3, "taken")] }, Cancellation);
        var two = _store.CommitAsync("two", First("a"), Cancellation);
        _gate.Set();

        Assert.IsType<Committed>(await one);
        Assert.IsType<Fenced>(await fenced);
        Assert.Equal(1, Assert.IsType<DuplicateKeys>(await duplicate).Existing["taken"]);
        Assert.IsType<Committed>(await two);
        await held;
        Assert.Equal(2, _database.Writer.Transactions - before);
        Assert.Equal("a", Assert.Single(await _store.ReadAsync("fence", 1, 10, Cancellation)).Key);
        Assert.Equal("taken", Assert.Single(await _store.ReadAsync("keys", 1, 10, Cancellation)).Key);
    }

    [Fact]
    public async Task Neighbours_of_a_unit_that_throws_commit_and_it_changes_nothing()
    {
        var held = await HoldAsync();
        var before = _database.Writer.Transactions;
        var one = _store.CommitAsync("one", First("a"), Cancellation);
        var bad = _store.CommitAsync("bad", First("a") with { Added = [Event(1, "a"), Event(1, "b")] }, Cancellation);
        var worse = _store.CommitAsync("worse", First("a") with { Changed = [Event(7, null)] }, Cancellation);
        var two = _store.CommitAsync("two", First("a"), Cancellation);
        _gate.Set();

        Assert.IsType<Committed>(await one);
        await Assert.ThrowsAsync<SqliteException>(() => bad);
        await Assert.ThrowsAsync<InvalidOperationException>(() => worse);
        Assert.IsType<Committed>(await two);
        await held;
        Assert.Equal(2, _database.Writer.Transactions - before);
        Assert.Null(await _store.LoadAsync("bad", 10, Cancellation));
        Assert.Null(await _store.LoadAsync("worse", 10, Cancellation));
        Assert.NotNull(await _store.LoadAsync("one", 10, Cancellation));
        Assert.NotNull(await _store.LoadAsync("two", 10, Cancellation));
    }

    [Fact]
    public async Task When_there_is_no_space_commits_fault_whole_and_work_again_once_there_is()
    {
        var etag = Assert.IsType<Committed>(await _store.CommitAsync("chat", First("a"), Cancellation)).ETag;
        await LimitPagesAsync(await _database.Readers.RunAsync(session => session.Ask("PRAGMA page_count"), Cancellation) + 20);
        var large = Next(etag, 2) with { Added = [.. Enumerable.Range(2, 20).Select(seq => new StoredEvent(seq, $"{seq}", new byte[60_000]))] };

        var fault = await Assert.ThrowsAsync<SqliteException>(() => _store.CommitAsync("chat", large, Cancellation));
        Assert.Equal("There is no space left for the database " + Path.Combine(_directory.Path, "connectnow.db") + ".",
            SqliteDatabase.Explain(fault, new() { DataDirectory = _directory.Path }));
        Assert.Equal(etag, (await _store.LoadAsync("chat", 10, Cancellation))?.ETag);

        await LimitPagesAsync(1_000_000);
        Assert.IsType<Committed>(await _store.CommitAsync("chat", large, Cancellation));
        Assert.Equal(21, (await _store.ReadAsync("chat", 1, 100, Cancellation)).Count);
    }

    [Fact]
    public async Task A_commit_given_up_while_it_waits_does_not_happen()
    {
        using var given = new CancellationTokenSource();
        var held = await HoldAsync();
        var commit = _store.CommitAsync("chat", First("a"), given.Token);
        await given.CancelAsync();
        _gate.Set();

        await held;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => commit);
        Assert.Null(await _store.LoadAsync("chat", 10, Cancellation));
    }

    [Fact]
    public async Task A_full_queue_makes_those_wait_who_bring_more()
    {
        await using var small = SqliteDatabase.Open(
            new() { DataDirectory = Path.Combine(_directory.Path, "small"), QueueLength = 2 }, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<SqliteDatabase>.Instance);
        var smallStore = new SqliteTimelineStore(small);
        var held = await HoldAsync(small);
        var waiting = Enumerable.Range(0, 10).Select(number => smallStore.CommitAsync($"chat-{number}", First("a"), Cancellation))
            .ToArray();

        Assert.All(waiting, commit => Assert.False(commit.IsCompleted));
        _gate.Set();
        await held;
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.IsType<Committed>(outcome));
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_takes_nothing_more()
    {
        var held = await HoldAsync();
        var commits = Enumerable.Range(0, 100).Select(number => _store.CommitAsync($"chat-{number}", First("a"), Cancellation)).ToArray();
        var closing = _database.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        _gate.Set();

        Assert.All(await Task.WhenAll(commits), outcome => Assert.IsType<Committed>(outcome));
        await held;
        await closing;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _store.CommitAsync("late", First("a"), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _store.LoadAsync("late", 1, Cancellation));
        Assert.Equal(["connectnow.db"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_commit_of_too_many_rows_is_refused_before_it_waits()
    {
        var rows = Enumerable.Range(1, _store.MaxRowsPerCommit + 1).Select(seq => Event(seq, null)).ToArray();
        Assert.Throws<ArgumentException>(() => { _ = _store.CommitAsync("chat", First("a") with { Added = rows }, Cancellation); });
    }

    [Fact]
    public async Task Each_commit_is_synced_to_the_disk_before_it_is_answered()
    {
        var (journal, synchronous) = await _database.Writer.RunAsync(
            0, session => (session.Ask("SELECT 1 FROM pragma_journal_mode WHERE journal_mode = 'wal'"), session.Ask("PRAGMA synchronous")), Cancellation);
        Assert.Equal((1, 2), (journal, synchronous));
    }

    private static StoredEvent Event(long seq, string? key) => new(seq, key, Encoding.UTF8.GetBytes($"event {seq}"));

    private static TimelineCommit First(string key) => Next(null, 1) with { Added = [Event(1, key)] };

    private static TimelineCommit Next(string? etag, long seq) => new()
    {
        ExpectedETag = etag,
        CommitId = Guid.NewGuid().ToString(),
        Head = "head"u8.ToArray(),
        Added = [Event(seq, $"{seq}")],
    };

    /// <summary>Keeps the writer busy, so that whatever comes waits until the gate opens. Returns when it is busy.</summary>
    private async Task<Task> HoldAsync(SqliteDatabase? which = null)
    {
        var busy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Eventually.TrueAsync(() => Task.FromResult((which ?? _database).Sweep.Rounds == 1), "the sweep at the start is over");
        var held = (which ?? _database).Writer.RunAsync(
            0,
            _ =>
            {
                busy.TrySetResult();
                _gate.Wait();
                return 0;
            },
            CancellationToken.None);
        await busy.Task;
        return held;
    }

    private Task<long> LimitPagesAsync(long pages) => _database.Writer.RunAsync(
        0, session => session.Ask($"PRAGMA max_page_count = {pages}"), Cancellation);
}
