using System.Text;
using ConnectNow.Files;
using ConnectNow.Grains;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_directory.Path, "connectnow.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_committed_is_there_after_a_restart()
    {
        string? etag = null;
        for (var start = 1; start <= 3; start++)
        {
            await using var database = SqliteFixture.Open(_directory.Path);
            var store = new SqliteTimelineStore(database);
            var loaded = await store.LoadAsync("chat", 10, Cancellation);
            Assert.Equal(etag, loaded?.ETag);
            Assert.Equal(start - 1, loaded?.Tail.Count ?? 0);
            etag = Assert.IsType<Committed>(await store.CommitAsync("chat", Commit(etag, start), Cancellation)).ETag;
        }
    }

    [Fact]
    public async Task The_folder_is_made_and_only_its_owner_may_look_inside()
    {
        var folder = Path.Combine(_directory.Path, "a", "b");
        await using var database = SqliteFixture.Open(folder);

        Assert.True(File.Exists(Path.Combine(folder, "connectnow.db")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
            foreach (var file in Directory.GetFiles(folder))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task Two_programs_on_one_file_fence_each_other()
    {
        await using var one = SqliteFixture.Open(_directory.Path);
        await using var two = SqliteFixture.Open(_directory.Path);
        SqliteTimelineStore[] stores = [new(one), new(two)];
        string? etag = null;
        for (var seq = 1; seq <= 20; seq++)
        {
            var commit = Commit(etag, seq);
            var outcomes = await Task.WhenAll(stores.Select(store => Task.Run(() => store.CommitAsync("chat", commit, Cancellation))));
            etag = Assert.Single(outcomes.OfType<Committed>()).ETag;
            Assert.Single(outcomes.OfType<Fenced>());
            Assert.Equal([etag, etag], (await Task.WhenAll(stores.Select(store => store.LoadAsync("chat", 1, Cancellation)))).Select(chat => chat?.ETag));
        }
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_one_sentence_and_left_alone()
    {
        await SqliteFixture.Open(_directory.Path).DisposeAsync();
        Execute("PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(DatabasePath, Cancellation);

        AssertRefused(
            $"The database {DatabasePath} was written by a newer version of this program (schema 99, this one knows {SqliteSchema.Released.Length}); "
            + "start that version, or choose another data directory.");
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath, Cancellation));
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        Execute("CREATE TABLE recipes (name TEXT)");
        AssertRefused($"The file {DatabasePath} is a database of another program; choose another data directory.");
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(DatabasePath, string.Concat(Enumerable.Repeat("This is a shopping list. ", 100)));
        AssertRefused($"The file {DatabasePath} is not a SQLite database.");
    }

    [Fact]
    public void A_data_directory_that_cannot_be_made_is_refused()
    {
        var file = Path.Combine(_directory.Path, "file");
        File.WriteAllText(file, "");
        var refused = Assert.Throws<StorageUnavailableException>(() => SqliteFixture.Open(Path.Combine(file, "data")));
        Assert.StartsWith($"The data directory {Path.Combine(file, "data")} cannot be written: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        await SqliteFixture.Open(_directory.Path).DisposeAsync();
        await using (var file = File.OpenWrite(DatabasePath))
        {
            file.Position = 100;
            await file.WriteAsync(new byte[3000], Cancellation);
        }

        AssertRefused($"The database {DatabasePath} is damaged; restore a backup.");
    }

    [Fact]
    public async Task A_database_of_version_1_is_brought_up_to_date_and_holds_what_it_held()
    {
        // As the first release wrote it.
        using (var session = SqliteSession.Open(new() { DataDirectory = _directory.Path }, SqliteOpenMode.ReadWriteCreate))
        {
            SqliteSchema.Migrate(session, DatabasePath, NullLogger.Instance, SqliteSchema.Released[..1]);
            session.Execute(
                """
                INSERT INTO chats (chat_id, version, commit_id, head) VALUES ('chat', 7, 'last', x'68656164');
                INSERT INTO entries (chat, seq, key, body) VALUES (1, 1, 'k', x'6f6e65'), (1, 2, NULL, x'74776f');
                INSERT INTO participants (chat, id, body) VALUES (1, 'p', x'416461');
                INSERT INTO grain_state (grain_id, state_name, format, etag, body) VALUES ('g', 's', 1, 1, x'7b7d');
                """);
        }

        await using var database = SqliteFixture.Open(_directory.Path);
        var store = new SqliteTimelineStore(database);
        var loaded = await store.LoadAsync("chat", 10, Cancellation);
        Assert.Equal(("1.7", "last"), (loaded!.ETag, loaded.CommitId));
        Assert.Equal([(1, "k", Collected.None), (2, null, Collected.None)], loaded.Tail.Select(chatEvent => (chatEvent.Seq, chatEvent.Key, chatEvent.Tags)));
        Assert.Equal("p", Assert.Single(loaded.Participants).Id);
        Assert.Empty(loaded.Files);
        Assert.Empty(await store.ReadTaggedAsync("chat", Collected.Links, 100, 100, Cancellation));

        // Old events get tags as soon as they are written again.
        var commit = Commit(loaded.ETag, 3) with { Changed = [new(2, null, "two"u8.ToArray(), Collected.Links)], Files = [new("f", "file"u8.ToArray())] };
        Assert.IsType<Committed>(await store.CommitAsync("chat", commit, Cancellation));
        Assert.Equal([2], (await store.ReadTaggedAsync("chat", Collected.Links, 100, 100, Cancellation)).Select(chatEvent => chatEvent.Seq));
    }

    [Fact]
    public async Task A_database_of_version_2_is_brought_up_to_date_and_finds_what_it_held()
    {
        // As the second release wrote it: two chats that came in turn, and one whose rows were still to be removed.
        using (var session = SqliteSession.Open(new() { DataDirectory = _directory.Path }, SqliteOpenMode.ReadWriteCreate))
        {
            SqliteSchema.Migrate(session, DatabasePath, NullLogger.Instance, SqliteSchema.Released[..2]);
            session.Execute(
                """
                INSERT INTO chats (chat_id, version, commit_id, head) VALUES ('one', 50, 'last', x'31'), ('two', 50, 'end', x'32'), ('gone', 1, 'x', x'33');
                WITH RECURSIVE n(seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 100)
                INSERT INTO entries (chat, seq, key, body, tags)
                SELECT c.id, seq, CASE WHEN seq % 5 THEN c.chat_id || ' ' || seq END, 'body ' || seq, CASE WHEN seq % 10 THEN 0 ELSE 1 END FROM n CROSS JOIN chats c;
                DELETE FROM chats WHERE chat_id = 'gone';
                INSERT INTO erased (chat) VALUES (3);
                """);
        }

        await using var database = SqliteFixture.Open(_directory.Path);
        var store = new SqliteTimelineStore(database);
        foreach (var (chat, etag) in new[] { ("one", "1.50"), ("two", "2.50") })
        {
            var loaded = await store.LoadAsync(chat, 3, Cancellation);
            Assert.Equal(etag, loaded!.ETag);
            Assert.Equal([(98, $"{chat} 98"), (99, $"{chat} 99"), (100, null)], loaded.Tail.Select(chatEvent => (chatEvent.Seq, chatEvent.Key)));
            Assert.Equal(Enumerable.Range(1, 100).Select(seq => $"body {seq}"), (await store.ReadAsync(chat, 1, 1000, Cancellation)).Select(chatEvent => Encoding.UTF8.GetString(chatEvent.Body.Span)));
            Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90, 100], (await store.ReadTaggedAsync(chat, Collected.Files, 1000, 1000, Cancellation)).Select(chatEvent => chatEvent.Seq));
            Assert.Equal(7, await store.FindKeyAsync(chat, $"{chat} 7", Cancellation));
            var known = Commit(etag, 101) with { Added = [new(101, $"{chat} 8", "again"u8.ToArray())] };
            Assert.Equal(8, Assert.IsType<DuplicateKeys>(await store.CommitAsync(chat, known, Cancellation)).Existing[$"{chat} 8"]);
            await Assert.ThrowsAsync<SqliteException>(() => store.CommitAsync(chat, Commit(etag, 100), Cancellation));
            Assert.IsType<Committed>(await store.CommitAsync(chat, Commit(etag, 101), Cancellation));
        }

        await Eventually.TrueAsync(
            () => database.Readers.RunAsync(session => session.Ask("SELECT (SELECT count(*) FROM entry_rows) = 202 AND NOT EXISTS (SELECT 1 FROM erased)") == 1, Cancellation),
            "the rows of the erased chat are removed");
        Assert.Equal(1, await database.Readers.RunAsync(session => session.Ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), Cancellation));
    }

    [Theory]
    [InlineData(Collected.Files)]
    [InlineData(Collected.Links)]
    public async Task Collecting_touches_no_event_that_does_not_bear_the_tag(Collected tag)
    {
        await using var database = SqliteFixture.Open(_directory.Path);
        var plan = await database.Readers.RunAsync(session => Explain(session, TimelineRows.SelectTagged(tag)), Cancellation);

        Assert.Contains(tag == Collected.Files ? "entries_with_files" : "entries_with_links", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrations_run_once_each_in_order_from_wherever_the_database_is()
    {
        string[] steps = ["CREATE TABLE t (step INTEGER); INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)"];
        Assert.Equal(1, Migrated(steps[..1]));
        Assert.Equal(123, Migrated(steps));
        Assert.Equal(123, Migrated(steps));
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_database_as_it_was()
    {
        Assert.Equal(1, Migrated(["CREATE TABLE t (step INTEGER); INSERT INTO t VALUES (1)"]));
        Assert.Throws<SqliteException>(() => Migrated(["", "INSERT INTO t VALUES (2)", "INSERT INTO nowhere VALUES (3)"]));
        Assert.Equal(1, Migrated([""]));
    }

    private static string Explain(SqliteSession session, string sql)
    {
        var plan = new List<string>();
        var rows = session.Prepare($"EXPLAIN QUERY PLAN {sql}");
        while (rows.Step())
            plan.Add(rows.Text(3));

        return string.Join('\n', plan);
    }

    /// <summary>Migrates, and answers the steps that have run, as digits.</summary>
    private long Migrated(string[] steps)
    {
        using var session = SqliteSession.Open(new() { DataDirectory = _directory.Path }, SqliteOpenMode.ReadWriteCreate);
        SqliteSchema.Migrate(session, DatabasePath, NullLogger.Instance, steps);
        return session.Ask("SELECT CAST(group_concat(step, '') AS INTEGER) FROM (SELECT step FROM t ORDER BY rowid)");
    }

    private static TimelineCommit Commit(string? etag, long seq) => new()
    {
        ExpectedETag = etag,
        CommitId = Guid.NewGuid().ToString(),
        Head = "head"u8.ToArray(),
        Added = [new(seq, $"{seq}", "body"u8.ToArray())],
    };

    private void AssertRefused(string sentence) =>
        Assert.Equal(sentence, Assert.Throws<StorageUnavailableException>(() => SqliteFixture.Open(_directory.Path)).Message);

    private void Execute(string sql)
    {
        using var session = SqliteSession.Open(new() { DataDirectory = _directory.Path }, SqliteOpenMode.ReadWriteCreate);
        session.Execute(sql);
    }
}
