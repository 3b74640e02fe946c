using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConnectNow.Providers.Sqlite;

/// <summary>One connection with the statements it has prepared. Used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;

    // By the text itself, not by its letters: each is a literal, and a commit asks for four of them.
    private readonly Dictionary<string, SqliteStatement> _statements = new(ReferenceEqualityComparer.Instance);

    private SqliteSession(SqliteConnection connection)
    {
        _connection = connection;
        _handle = _connection.Handle!;
    }

    /// <summary>Whether a transaction is open; some faults (no space, failed I/O) end one by themselves.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>The row id of the row inserted last.</summary>
    public long LastInsertId => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>Pages written to the log since this connection was opened: what its commits cost the disk.</summary>
    public long PagesWritten
    {
        get
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0), _handle);
            return pages;
        }
    }

    public static SqliteSession Open(SqliteStorageOptions options, SqliteOpenMode mode)
    {
        var _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabasePath,
            Mode = mode,
            Pooling = false,
            ForeignKeys = false,
        }.ToString());
        try
        {
            _connection.Open();
            SqliteException.ThrowExceptionForRC(
                raw.sqlite3_busy_timeout(_connection.Handle!, (int)options.BusyTimeout.TotalMilliseconds), _connection.Handle);
            return new(_connection);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The statement, prepared the first time this literal is asked for.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new(_handle, sql);

        return statement;
    }

    /// <summary>Runs any number of statements that nobody will run again.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Callers pass literals and numbers, never anything from outside.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Asks for one number.</summary>
    public long Ask(string sql)
    {
        using var statement = new SqliteStatement(_handle, sql);
        return statement.First() ?? 0;
    }

    /// <summary>Makes a function known to SQL.</summary>
    public void Define(string name, Func<string, long> function) => _connection.CreateFunction(name, function, isDeterministic: true);

    /// <summary>Begins a transaction that may write: whatever it reads stays true until it ends.</summary>
    public void BeginWrite() => Prepare("BEGIN IMMEDIATE").Execute();

    /// <summary>Begins a transaction that only reads: all it reads is of one moment.</summary>
    public void BeginRead() => Prepare("BEGIN").Execute();

    public void Commit() => Prepare("COMMIT").Execute();

    public void Rollback()
    {
        if (InTransaction)
            Prepare("ROLLBACK").Execute();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();

        _statements.Clear();
        _connection.Dispose();
    }
}
