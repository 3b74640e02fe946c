using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

/// <summary>A database in a file of its own, shared by the tests of one class.</summary>
public sealed class SqliteFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    public SqliteDatabase Database { get; private set; } = null!;

    public static SqliteDatabase Open(string _directory, TimeProvider? time = null) => SqliteDatabase.Open(
        new SqliteStorageOptions { DataDirectory = _directory }, time ?? TimeProvider.System, NullLogger<SqliteDatabase>.Instance);

    public ValueTask InitializeAsync()
    {
        Database = Open(_directory.Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _directory.Dispose();
    }
}
