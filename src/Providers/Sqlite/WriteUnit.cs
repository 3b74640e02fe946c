namespace ConnectNow.Providers.Sqlite;

/// <summary>A piece of work for the writer: it happens whole or not at all, together with others in one transaction.</summary>
internal abstract class WriteUnit(int rows)
{
    /// <summary>About how many rows it writes.</summary>
    public int Rows { get; } = rows;

    /// <summary>True when nobody waits for it any more, and it has not begun: it is answered and will not happen.</summary>
    public abstract bool TryAbandon();

    /// <summary>
    /// Judges and writes, on the writer's thread. May run a second time, when a neighbour took the first transaction down.
    /// </summary>
    public abstract void Apply(SqliteSession session);

    /// <summary>Answers the waiting caller. Only after the commit.</summary>
    public abstract void Complete();

    /// <summary>Answers with a fault, unless there has been an answer.</summary>
    public abstract void Fail(Exception fault);
}

/// <inheritdoc/>
internal abstract class WriteUnit<T>(int rows, CancellationToken cancellationToken) : WriteUnit(rows)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Answer => _answer.Task;

    public CancellationToken CancellationToken => cancellationToken;

    public override bool TryAbandon() => cancellationToken.IsCancellationRequested && _answer.TrySetCanceled(cancellationToken);

    public override void Apply(SqliteSession session) => _result = Work(session);

    public override void Complete() => _answer.SetResult(_result!);

    public override void Fail(Exception fault) => _answer.TrySetException(fault);

    /// <inheritdoc cref="WriteUnit.Apply"/>
    protected abstract T Work(SqliteSession session);
}

/// <summary>A unit whose work is a delegate.</summary>
internal sealed class DelegatedUnit<T>(
    int rows, Func<SqliteSession, T> work, CancellationToken cancellationToken) : WriteUnit<T>(rows, cancellationToken)
{
    protected override T Work(SqliteSession session) => work(session);
}
