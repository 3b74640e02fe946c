using ConnectNow.Grains;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace ConnectNow.Providers.Sqlite;

/// <summary>The open database: one writer, some readers, one file.</summary>
public sealed class SqliteDatabase : IAsyncDisposable
{
    // Durable: in WAL mode FULL syncs the log at every commit. The log may grow to 64 MB before its pages go into the file, so that a
    // page that many commits touch goes there once (docs/decisions/0001-sqlite-layout.md has the figures). The cache is no larger than what
    // is busy, because SQLite walks all of it after a transaction that has split a page (0012); the system's cache has the rest.
    private const string WriterSettings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; PRAGMA cache_size = -8192;";

    private SqliteDatabase(SqliteStorageOptions options, SqliteSession session, TimeProvider time, ILogger logger)
    {
        Readers = new(options);
        Writer = new(session, options, logger);
        Sweep = new(Writer, options, time, logger);
    }

    internal SqliteWriter Writer { get; }

    internal SqliteReaders Readers { get; }

    internal SqliteSweep Sweep { get; }

    /// <summary>Opens the database, makes it when there is none, and brings its schema up to date.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened; the message says why, in one sentence.</exception>
    public static SqliteDatabase Open(SqliteStorageOptions options, TimeProvider time, ILogger<SqliteDatabase> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        SqliteSession? session = null;
        try
        {
            CreateFile(options);
            session = SqliteSession.Open(options, SqliteOpenMode.ReadWriteCreate);
            SqliteSchema.Migrate(session, options.DatabasePath, logger);
            session.Execute(WriterSettings);
            return new(options, session, time, logger);
        }
        catch (Exception fault)
        {
            session?.Dispose();
            if (Explain(fault, options) is { } sentence)
                throw new StorageUnavailableException(sentence, fault);

            throw;
        }
    }

    /// <summary>Finishes what waits to be written, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Sweep.DisposeAsync().ConfigureAwait(false);

        // The last connection to close folds the log into the file, which a read-only one may not.
        Readers.Dispose();
        await Writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One sentence for the operator; null for faults that are not theirs.</summary>
    internal static string? Explain(Exception fault, SqliteStorageOptions options) => fault switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => $"There is no space left for the database {options.DatabasePath}.",
        SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB } => $"The file {options.DatabasePath} is not a SQLite database.",
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT } => $"The database {options.DatabasePath} is damaged; restore a backup.",
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
            $"The database {options.DatabasePath} is locked by another process.",
        SqliteException sqlite => $"The database {options.DatabasePath} cannot be opened: {sqlite.Message}",
        UnauthorizedAccessException or IOException =>
            $"The data directory {options.DataDirectory} cannot be written: {fault.Message}",
        _ => null,
    };

    private static void CreateFile(SqliteStorageOptions options)
    {
        // People's names and addresses are in it: readable by its owner alone. SQLite gives its log the same permissions.
        const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var create = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(options.DataDirectory);
        }
        else
        {
            Directory.CreateDirectory(options.DataDirectory, OwnFile | UnixFileMode.UserExecute);
            create.UnixCreateMode = OwnFile;
        }

        File.Open(options.DatabasePath, create).Dispose();
    }
}
