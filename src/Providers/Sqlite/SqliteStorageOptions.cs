namespace ConnectNow.Providers.Sqlite;

/// <summary>Where the database lies and how much it gathers.</summary>
public sealed record SqliteStorageOptions
{
    /// <summary>Name of the database file inside <see cref="DataDirectory"/>.</summary>
    public const string FileName = "connectnow.db";

    /// <summary>The folder of everything that is kept; created when it is not there, readable by its owner alone.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Units of work that may wait for the writer before those who bring more have to wait themselves. Default 4,096.</summary>
    public int QueueLength { get; init; } = 4096;

    /// <summary>Units of work in one transaction, at most. Default 1,000.</summary>
    public int UnitsPerTransaction { get; init; } = 1000;

    /// <summary>Rows after which a transaction takes no further unit. Default 4,096.</summary>
    public int RowsPerTransaction { get; init; } = 4096;

    /// <summary>Reads that run at once, each on a connection of its own. Default 4.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>How long a statement waits for another process that has locked the file. Default 5 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often rows that have expired are removed, after once at the start. Default 10 minutes.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromMinutes(10);

    internal string DatabasePath => Path.Combine(Path.GetFullPath(DataDirectory), FileName);
}
