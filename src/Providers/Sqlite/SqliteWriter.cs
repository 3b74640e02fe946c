using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// The one that writes. It owns the write connection and a thread, takes units of work from a bounded queue, gathers whatever waits
/// into one transaction, and answers each unit after the commit, when it is on the disk.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>A unit that refuses has judged before it wrote, so it changes nothing, and its neighbours commit.</item>
/// <item>A unit that throws takes nobody with it: the transaction is rolled back and run again with a savepoint around each unit.</item>
/// <item>When the commit itself fails every unit of the transaction fails.</item>
/// <item>Disposal takes no further units, finishes those that wait, and closes the connection.</item>
/// </list>
/// </remarks>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    private readonly SqliteSession _session;
    private readonly SqliteStorageOptions _options;
    private readonly ILogger _logger;
    private readonly Channel<WriteUnit> _queue;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _transactions;

    public SqliteWriter(SqliteSession session, SqliteStorageOptions options, ILogger logger)
    {
        _session = session;
        _options = options;
        _logger = logger;
        _queue = Channel.CreateBounded<WriteUnit>(new BoundedChannelOptions(_options.QueueLength) { SingleReader = true });

        // A thread of its own: it spends its life waiting for the disk, which a pool of two threads could not spare.
        new Thread(Run) { Name = "SQLite writer", IsBackground = true }.Start();
    }

    /// <summary>Transactions that were committed.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>Runs the work inside a transaction; completes when that is durable. Waits when the queue is full.</summary>
    /// <param name="rows">About how many rows it writes.</param>
    /// <param name="work">Judges and writes; must leave everything as it was when it refuses, and may be run twice.</param>
    /// <param name="cancellationToken">Heeded until the work begins.</param>
    public Task<T> RunAsync<T>(int rows, Func<SqliteSession, T> work, CancellationToken cancellationToken) =>
        RunAsync(new DelegatedUnit<T>(rows, work, cancellationToken));

    /// <inheritdoc cref="RunAsync{T}(int, Func{SqliteSession, T}, CancellationToken)"/>
    /// <remarks>
    /// While there is room the unit's own task is the answer: its awaiter is called straight from the writer's thread to its scheduler.
    /// </remarks>
    public Task<T> RunAsync<T>(WriteUnit<T> unit) => _queue.Writer.TryWrite(unit) ? unit.Answer : WaitForRoomAsync(unit);

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped.Task.ConfigureAwait(false);
    }

    private async Task<T> WaitForRoomAsync<T>(WriteUnit<T> unit)
    {
        try
        {
            await _queue.Writer.WriteAsync(unit, unit.CancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteWriter), "The database is closed.");
        }

        return await unit.Answer.ConfigureAwait(false);
    }

    private void Run()
    {
        var units = new List<WriteUnit>(_options.UnitsPerTransaction);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Gather(units);
            if (units.Count > 0)
                Flush(units);

            units.Clear();
        }

        try
        {
            _session.Dispose();
            _stopped.SetResult();
        }
        catch (Exception fault)
        {
            _stopped.SetException(fault);
        }
    }

    /// <summary>Every unit is answered, whatever happens: one that is not would leave a chat waiting for ever.</summary>
    private void Flush(List<WriteUnit> units)
    {
        try
        {
            if (!TryTogether(units))
                Apart(units);
        }
        catch (Exception fault)
        {
            // Not even the rollback worked. The next transaction begins with another.
            LogTransactionFailed(fault, units.Count);
            Fail(units, fault);
        }
    }

    private void Gather(List<WriteUnit> units)
    {
        var rows = 0;
        while (units.Count < _options.UnitsPerTransaction && rows < _options.RowsPerTransaction && _queue.Reader.TryRead(out var unit))
        {
            if (unit.TryAbandon())
                continue;

            units.Add(unit);
            rows += unit.Rows;
        }
    }

    /// <summary>
    /// The common case: all in one transaction. False when a unit threw; then nothing has happened and nobody is answered.
    /// </summary>
    private bool TryTogether(List<WriteUnit> units)
    {
        try
        {
            _session.Rollback();
            _session.BeginWrite();
            foreach (var unit in units)
                unit.Apply(_session);
        }
        catch (Exception)
        {
            // Whose fault it was shows in the second run, which answers it.
            _session.Rollback();
            return false;
        }

        Commit(units);
        return true;
    }

    /// <summary>The same with a savepoint around each unit, so that one that throws undoes its own rows only.</summary>
    private void Apart(List<WriteUnit> units)
    {
        var done = new List<WriteUnit>(units.Count);
        var next = 0;
        try
        {
            _session.BeginWrite();
            for (; next < units.Count; next++)
            {
                if (TryAlone(units[next]))
                    done.Add(units[next]);
            }
        }
        catch (Exception fault)
        {
            // The transaction itself is gone: no space, failed I/O, a lock that was not to be had.
            LogTransactionFailed(fault, units.Count);
            _session.Rollback();
            Fail(done, fault);
            Fail(units[next..], fault);
            return;
        }

        Commit(done);
    }

    private bool TryAlone(WriteUnit unit)
    {
        _session.Prepare("SAVEPOINT unit").Execute();
        try
        {
            unit.Apply(_session);
            _session.Prepare("RELEASE unit").Execute();
            return true;
        }
        catch (Exception fault) when (_session.InTransaction)
        {
            _session.Prepare("ROLLBACK TO unit").Execute();
            _session.Prepare("RELEASE unit").Execute();
            unit.Fail(fault);
            return false;
        }
    }

    private void Commit(List<WriteUnit> units)
    {
        try
        {
            _session.Commit();
        }
        catch (Exception fault)
        {
            LogTransactionFailed(fault, units.Count);
            _session.Rollback();
            Fail(units, fault);
            return;
        }

        Interlocked.Increment(ref _transactions);
        foreach (var unit in units)
            unit.Complete();
    }

    private static void Fail(List<WriteUnit> units, Exception fault)
    {
        foreach (var unit in units)
            unit.Fail(fault);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A transaction of {Units} units failed and was rolled back.")]
    private partial void LogTransactionFailed(Exception fault, int units);
}
