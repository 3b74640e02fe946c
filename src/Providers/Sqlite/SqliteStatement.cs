using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// A prepared statement, bound by position. The engine's own interface costs a fraction of an ADO.NET command, and a commit of one
/// message runs four of these.
/// </summary>
internal sealed class SqliteStatement(sqlite3 database, string sql) : IDisposable
{
    private const int ShortText = 128;

    private readonly sqlite3_stmt _handle = Compile(database, sql);

    /// <summary>Binds the parameter at <paramref name="index"/>, the first being 1.</summary>
    public SqliteStatement Bind(int index, long value) => Checked(raw.sqlite3_bind_int64(_handle, index, value));

    public SqliteStatement Bind(int index, long? value) =>
        value is { } number ? Bind(index, number) : Checked(raw.sqlite3_bind_null(_handle, index));

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null)
            return Checked(raw.sqlite3_bind_null(_handle, index));

        // SQLite takes a copy: what is short needs no array on the way there. (No bytes at all would bind NULL.)
        Span<byte> bytes = stackalloc byte[ShortText];
        return Checked(value.Length > 0 && Encoding.UTF8.TryGetBytes(value, bytes, out var length)
            ? raw.sqlite3_bind_text(_handle, index, bytes[..length])
            : raw.sqlite3_bind_text(_handle, index, value));
    }

    /// <summary>Binds bytes; none are an empty value, not NULL.</summary>
    public SqliteStatement Bind(int index, ReadOnlyMemory<byte> value) =>
        Checked(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_handle, index, 0) : raw.sqlite3_bind_blob(_handle, index, value.Span));

    /// <summary>Goes to the next row. After the last one, and after a fault, the statement is ready to be bound again.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
            return true;

        if (result == raw.SQLITE_DONE)
        {
            Reset();
            return false;
        }

        try
        {
            SqliteException.ThrowExceptionForRC(result, database);
        }
        finally
        {
            Reset();
        }

        return false;
    }

    /// <summary>Runs a statement that returns nothing; answers how many rows it touched.</summary>
    public int Execute()
    {
        while (Step())
        {
        }

        return raw.sqlite3_changes(database);
    }

    /// <summary>The first column of the first row; null when there is no row or no value.</summary>
    public long? First()
    {
        if (!Step())
            return null;

        long? value = raw.sqlite3_column_type(_handle, 0) == raw.SQLITE_NULL ? null : Int64(0);
        Reset();
        return value;
    }

    /// <summary>Leaves a query before its last row; what it has locked is free again.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_handle); // It repeats the fault of the last step, which has been thrown.

    public long Int64(int column) => raw.sqlite3_column_int64(_handle, column);

    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string();

    public string? TextOrNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL ? null : Text(column);

    public byte[] Bytes(int column) => View(column).ToArray();

    /// <summary>Bytes where SQLite holds them: valid until the next step.</summary>
    public ReadOnlySpan<byte> View(int column) => raw.sqlite3_column_blob(_handle, column);

    public void Dispose() => _handle.Dispose();

    private static sqlite3_stmt Compile(sqlite3 database, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out var statement), database);
        return statement;
    }

    private SqliteStatement Checked(int result)
    {
        SqliteException.ThrowExceptionForRC(result, database);
        return this;
    }
}
