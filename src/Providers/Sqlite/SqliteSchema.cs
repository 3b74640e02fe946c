using ConnectNow.Grains;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.Sqlite;

/// <summary>The tables, and the steps that lead to them. A step that has been released is never changed; a new one is added.</summary>
internal static partial class SqliteSchema
{
    /// <summary>Marks the file as ours ("CNCH"), so that no other program's database is ever taken for an old version of it.</summary>
    private const long ApplicationId = 0x434E4348;

    internal static readonly string[] Released =
    [
        // 1. Timelines and grain state. docs/decisions/0001-sqlite-layout.md says why they look like this.
        """
        CREATE TABLE chats (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat_id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            commit_id TEXT NOT NULL,
            head BLOB NOT NULL);
        CREATE TABLE entries (
            chat INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            key TEXT,
            body BLOB NOT NULL,
            PRIMARY KEY (chat, seq));
        CREATE UNIQUE INDEX entries_by_key ON entries (chat, key) WHERE key IS NOT NULL;
        CREATE TABLE participants (
            chat INTEGER NOT NULL,
            id TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (chat, id)) WITHOUT ROWID;
        CREATE TABLE erased (chat INTEGER PRIMARY KEY);
        CREATE TABLE grain_state (
            grain_id TEXT NOT NULL,
            state_name TEXT NOT NULL,
            format INTEGER NOT NULL,
            etag INTEGER NOT NULL,
            expires_at INTEGER,
            body BLOB NOT NULL,
            PRIMARY KEY (grain_id, state_name)) WITHOUT ROWID;
        CREATE INDEX grain_state_by_expiry ON grain_state (expires_at) WHERE expires_at IS NOT NULL;
        """,

        // 2. Files that are in no message, and tags: events without one are in no index and cost nothing. Events from before bear
        // none, so that their links are in no collection.
        """
        CREATE TABLE files (
            chat INTEGER NOT NULL,
            id TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (chat, id)) WITHOUT ROWID;
        ALTER TABLE entries ADD COLUMN tags INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX entries_with_files ON entries (chat, seq) WHERE tags & 1;
        CREATE INDEX entries_with_links ON entries (chat, seq) WHERE tags & 2;
        """,

        // 3. Events are found through two tables that take them in batches, and the newest through the chat's own row. Every event is
        // copied once, because SQLite can't take away the index that a table was made with; and into a table of another name, so that a
        // program of the version before, should one still run, fails instead of adding events that nobody would find.
        """
        ALTER TABLE chats ADD COLUMN newest BLOB NOT NULL DEFAULT x'';
        CREATE TABLE entry_rows (
            id INTEGER PRIMARY KEY,
            chat INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            key TEXT,
            body BLOB NOT NULL,
            tags INTEGER NOT NULL);
        CREATE TABLE entry_seqs (
            chat INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            PRIMARY KEY (chat, seq)) WITHOUT ROWID;
        CREATE TABLE entry_keys (
            chat INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            PRIMARY KEY (chat, hash, entry)) WITHOUT ROWID;
        INSERT INTO entry_rows (id, chat, seq, key, body, tags) SELECT rowid, chat, seq, key, body, tags FROM entries ORDER BY rowid;
        INSERT INTO entry_seqs (chat, seq, entry) SELECT chat, seq, rowid FROM entries ORDER BY chat, seq;
        INSERT INTO entry_keys (chat, hash, entry) SELECT chat, key_hash(key), rowid FROM entries WHERE key IS NOT NULL ORDER BY 1, 2;
        DROP TABLE entries;
        CREATE INDEX entries_with_files ON entry_rows (chat, seq) WHERE tags & 1;
        CREATE INDEX entries_with_links ON entry_rows (chat, seq) WHERE tags & 2;
        """,
    ];

    /// <summary>Brings the database to the newest version, in one transaction.</summary>
    /// <exception cref="StorageUnavailableException">The file is a newer program's, or another program's.</exception>
    public static void Migrate(SqliteSession session, string path, ILogger logger) => Migrate(session, path, logger, Released);

    internal static void Migrate(SqliteSession session, string path, ILogger logger, IReadOnlyList<string> steps)
    {
        session.Define("key_hash", EventIndex.HashOf);
        session.BeginWrite();
        try
        {
            var version = session.Ask("PRAGMA user_version");
            Refuse(session, path, version, steps.Count);
            if (version == steps.Count)
                return;

            if (version > 0)
                LogMigrating(logger, path, version, steps.Count);

            for (var step = (int)version; step < steps.Count; step++)
                session.Execute(steps[step]);

            session.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {steps.Count};");
            session.Commit();
        }
        finally
        {
            session.Rollback();
        }
    }

    private static void Refuse(SqliteSession session, string path, long version, int known)
    {
        var application = session.Ask("PRAGMA application_id");
        var isNew = version == 0 && application == 0 && session.Ask("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != ApplicationId)
            throw new StorageUnavailableException($"The file {path} is a database of another program; choose another data directory.");

        if (version > known)
        {
            throw new StorageUnavailableException(
                $"The database {path} was written by a newer version of this program (schema {version}, this one knows {known}); "
                + "start that version, or choose another data directory.");
        }
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Information,
        Message = "The database {Path} has schema {Version} and is brought to {Newest}; a large one takes its time, and starting waits for it.")]
    private static partial void LogMigrating(ILogger logger, string path, long version, int newest);
}
