using Microsoft.Data.Sqlite;

namespace ConnectNow.Bench.Serving;

/// <summary>A server to be measured.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="ApiToken">A company's token, to make chats with.</param>
/// <param name="ProcessId">Whose CPU and memory are counted.</param>
/// <param name="DatabasePath">The file it keeps events in; null when that is not ours to look into.</param>
internal sealed record RunningServer(Uri Address, string ApiToken, int ProcessId, string? DatabasePath)
{
    /// <summary>How many events are committed, as the file itself says; null when it can't be looked into.</summary>
    public long? CountEvents()
    {
        if (DatabasePath is null) return null;
        var source = new SqliteConnectionStringBuilder { DataSource = DatabasePath, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        using var connection = new SqliteConnection(source.ToString());
        connection.Open();
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM entry_rows";
        return (long)count.ExecuteScalar()!;
    }
}
