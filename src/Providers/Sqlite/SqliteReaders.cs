using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Reads, a bounded number at once, each on a read-only connection and on a thread of the pool, never on the caller's.</summary>
internal sealed class SqliteReaders(SqliteStorageOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Readers);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _disposed;

    /// <summary>Runs queries that all see one and the same moment, not earlier than this call.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var session = _idle.TryTake(out var waiting) ? waiting : SqliteSession.Open(options, SqliteOpenMode.ReadOnly);
        try
        {
            session.BeginRead();
            var answer = read(session);
            session.Commit();
            _idle.Add(session);
            session = null;
            return answer;
        }
        finally
        {
            // One whose read failed is not trusted with another.
            session?.Dispose();
            if (_disposed)
                Dispose();
        }
    }
}
