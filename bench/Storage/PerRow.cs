using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace ConnectNow.Bench.Storage;

/// <summary>
/// The least: one SQLite connection that commits each row in a transaction of its own, as durably (<c>synchronous=FULL</c>).
/// </summary>
internal static class PerRow
{
    /// <summary>Rows a second.</summary>
    public static double Run(string directory, TimeSpan time)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "rows.db"), Pooling = false }.ToString());
        connection.Open();
        using var setUp = connection.CreateCommand();
        setUp.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB NOT NULL)";
        setUp.ExecuteNonQuery();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO rows (body) VALUES ($body)";
        var body = new byte[TimelineCommits.BodyBytes];
        Random.Shared.NextBytes(body);
        insert.Parameters.AddWithValue("$body", body);
        insert.Prepare();

        var begun = Stopwatch.GetTimestamp();
        long rows = 0;
        for (; Stopwatch.GetElapsedTime(begun) < time; rows++) insert.ExecuteNonQuery();
        return rows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
