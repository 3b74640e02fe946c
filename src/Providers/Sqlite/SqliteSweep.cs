using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// Removes what nobody can see any more: rows of erased chats, and grain state that has expired. It runs at the start, at intervals,
/// and when asked, in small units of work between everybody else's.
/// </summary>
internal sealed partial class SqliteSweep : IAsyncDisposable
{
    /// <summary>Rows removed in one unit of work.</summary>
    private const int Piece = 500;

    private const string SelectErased = "SELECT chat FROM erased LIMIT 1";
    private const string DeleteErased = "DELETE FROM erased WHERE chat = ?1";

    private const string DeleteParticipants = "DELETE FROM participants WHERE chat = ?1";
    private const string DeleteFiles = "DELETE FROM files WHERE chat = ?1";

    private const string DeleteEvents = "DELETE FROM entry_rows WHERE id IN (SELECT entry FROM entry_seqs WHERE chat = ?1 ORDER BY seq LIMIT ?2)";

    private const string DeleteSeqs =
        "DELETE FROM entry_seqs WHERE chat = ?1 AND seq IN (SELECT seq FROM entry_seqs WHERE chat = ?1 ORDER BY seq LIMIT ?2)";

    private const string DeleteKeys =
        "DELETE FROM entry_keys WHERE (chat, hash, entry) IN (SELECT chat, hash, entry FROM entry_keys WHERE chat = ?1 LIMIT ?2)";

    private const string DeleteExpired =
        "DELETE FROM grain_state WHERE (grain_id, state_name) IN "
        + "(SELECT grain_id, state_name FROM grain_state WHERE expires_at <= ?1 LIMIT ?2)";

    private readonly SqliteWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly ITimer _timer;
    private readonly Task _running;
    private long _rounds;
    private volatile bool _stopping;

    public SqliteSweep(SqliteWriter writer, SqliteStorageOptions options, TimeProvider time, ILogger logger)
    {
        _writer = writer;
        _time = time;
        _logger = logger;
        Request();
        _timer = _time.CreateTimer(_ => Request(), null, options.SweepInterval, options.SweepInterval);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Rounds that are over.</summary>
    public long Rounds => Volatile.Read(ref _rounds);

    /// <summary>Asks for a round. Several requests at once are one.</summary>
    public void Request() => _requests.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        _stopping = true;
        await _timer.DisposeAsync().ConfigureAwait(false);
        _requests.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await foreach (var _ in _requests.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await SweepAsync().ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                // Nothing depends on it; the next round tries again.
                LogSweepFailed(fault);
            }

            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task SweepAsync()
    {
        var more = true;
        while (more && !_stopping)
            more = await _writer.RunAsync(Piece, RemovePiece, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>True when there may be more.</summary>
    private bool RemovePiece(SqliteSession session) => RemoveErased(session) || RemoveExpired(session);

    private static bool RemoveErased(SqliteSession session)
    {
        if (session.Prepare(SelectErased).First() is not { } chat)
            return false;

        var removed = 0;
        foreach (var pieces in (ReadOnlySpan<string>)[DeleteEvents, DeleteSeqs, DeleteKeys])
            removed += session.Prepare(pieces).Bind(1, chat).Bind(2, Piece).Execute();

        if (removed > 0)
            return true;

        session.Prepare(DeleteParticipants).Bind(1, chat).Execute();
        session.Prepare(DeleteFiles).Bind(1, chat).Execute();
        session.Prepare(DeleteErased).Bind(1, chat).Execute();
        return true;
    }

    private bool RemoveExpired(SqliteSession session) =>
        session.Prepare(DeleteExpired).Bind(1, _time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(2, Piece).Execute() == Piece;

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Removing expired and erased rows failed; it is tried again later.")]
    private partial void LogSweepFailed(Exception fault);
}
