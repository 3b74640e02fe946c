using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Timelines in SQLite. Commits of all chats share the writer's transactions; reads never wait for them.</summary>
/// <remarks>
/// An ETag is "chat row.version". A chat row's number is never given again, so that an ETag of an erased chat fits no other.
/// </remarks>
public sealed class SqliteTimelineStore(SqliteDatabase database) : ITimelineStore
{
    // Used on the writer's thread alone.
    private readonly NewestEvents _newest = new();

    public int MaxRowsPerCommit => 2000;

    public Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        return database.Readers.RunAsync(session => TimelineRows.Load(session, chatId, tail), cancellationToken);
    }

    public Task<CommitOutcome> CommitAsync(string chatId, TimelineCommit commit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(commit);
        var unit = new TimelineCommitUnit(chatId, commit, _newest, cancellationToken);
        if (unit.Rows > MaxRowsPerCommit + 1)
            throw new ArgumentException($"A commit holds {MaxRowsPerCommit} rows at most; this one has {commit.Rows}.", nameof(commit));

        return database.Writer.RunAsync(unit);
    }

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(
        string chatId, long from, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return database.Readers.RunAsync(session => TimelineRows.Read(session, chatId, from, count), cancellationToken);
    }

    public Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(
        string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (tag is not (Collected.Files or Collected.Links))
            throw new ArgumentOutOfRangeException(nameof(tag), tag, "Events are collected by one tag.");

        return database.Readers.RunAsync(session => TimelineRows.ReadTagged(session, chatId, tag, before, count), cancellationToken);
    }

    public Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(key);
        return database.Readers.RunAsync(session => TimelineRows.FindKey(session, chatId, key), cancellationToken);
    }

    public Task<bool> EraseAsync(string chatId, string etag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        ArgumentNullException.ThrowIfNull(etag);
        return EraseAsync(chatId, TimelineETag.Parse(etag), cancellationToken);
    }

    private async Task<bool> EraseAsync(string chatId, TimelineETag? etag, CancellationToken cancellationToken)
    {
        var erased = await database.Writer.RunAsync(2, session => TimelineRows.Erase(session, chatId, etag), cancellationToken)
            .ConfigureAwait(false);

        // The chat is gone; its rows follow in pieces, so that the erasure of a long one holds up nobody.
        if (erased)
            database.Sweep.Request();

        return erased;
    }
}
