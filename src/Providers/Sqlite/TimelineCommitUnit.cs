using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.Sqlite;

/// <summary>One commit on one timeline: judged first (fence, then keys), then written. A message takes four statements.</summary>
/// <param name="chatId">The chat.</param>
/// <param name="commit">What to write.</param>
/// <param name="newest">The writer's thread's own, refilled by each unit.</param>
/// <param name="cancellationToken">Heeded until the work begins.</param>
internal sealed class TimelineCommitUnit(string chatId, TimelineCommit commit, NewestEvents newest, CancellationToken cancellationToken)
    : WriteUnit<CommitOutcome>(commit.Rows + 1, cancellationToken)
{
    private const string InsertChat = "INSERT INTO chats (chat_id, version, commit_id, head) VALUES (?1, 0, ?2, ?3)";
    private const string UpdateChat = "UPDATE chats SET version = ?2, commit_id = ?3, head = ?4, newest = ?5 WHERE id = ?1";
    private const string InsertEvent = "INSERT INTO entry_rows (chat, seq, key, body, tags) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string UpdateEvent = "UPDATE entry_rows SET body = ?2, tags = ?3 WHERE id = ?1";

    private const string PutParticipant =
        "INSERT INTO participants (chat, id, body) VALUES (?1, ?2, ?3) ON CONFLICT (chat, id) DO UPDATE SET body = excluded.body";

    private const string PutFile =
        "INSERT INTO files (chat, id, body) VALUES (?1, ?2, ?3) ON CONFLICT (chat, id) DO UPDATE SET body = excluded.body";

    private const string DeleteFile = "DELETE FROM files WHERE chat = ?1 AND id = ?2";

    // Here, so that the committing caller computes them, and not the one thread that all wait for.
    private readonly long?[] _hashes = [.. commit.Added.Select(chatEvent => chatEvent.Key is null ? (long?)null : EventIndex.HashOf(chatEvent.Key))];

    protected override CommitOutcome Work(SqliteSession session) =>
        commit.ExpectedETag is { } etag ? Append(session, TimelineETag.Parse(etag)) : Create(session);

    private CommitOutcome Create(SqliteSession session)
    {
        if (TimelineRows.Find(session, chatId, newest) is not null)
            return new Fenced();

        session.Prepare(InsertChat).Bind(1, chatId).Bind(2, commit.CommitId).Bind(3, commit.Head).Execute();
        newest.Clear();
        return Write(session, new(session.LastInsertId, 0));
    }

    private CommitOutcome Append(SqliteSession session, TimelineETag? etag)
    {
        if (etag is not { } current || !TimelineRows.IsCurrent(session, chatId, current, newest))
            return new Fenced();

        if (FindDuplicates(new(session, current.Chat, newest)) is { } existing)
            return new DuplicateKeys(existing);

        return Write(session, current);
    }

    private Dictionary<string, long>? FindDuplicates(EventIndex index)
    {
        Dictionary<string, long>? existing = null;
        for (var number = 0; number < _hashes.Length; number++)
        {
            if (_hashes[number] is { } hash && commit.Added[number].Key is { } key && index.FindKey(key, hash) is { } seq)
                (existing ??= [])[key] = seq;
        }

        return existing;
    }

    private Committed Write(SqliteSession session, TimelineETag current)
    {
        var index = new EventIndex(session, current.Chat, newest);
        AddEvents(session, current.Chat, index);
        ChangeEvents(session, index);
        WriteOthers(session, current.Chat);
        var next = current with { Version = current.Version + 1 };
        session.Prepare(UpdateChat).Bind(1, next.Chat).Bind(2, next.Version).Bind(3, commit.CommitId).Bind(4, commit.Head).Bind(5, newest.ToBytes()).Execute();
        return new(next.ToString());
    }

    private void AddEvents(SqliteSession session, long chat, EventIndex index)
    {
        if (_hashes.Length == 0)
            return;

        RefuseRepeatedKeys();
        var ascends = Ascends(index.Last);
        if (!ascends || newest.All.Length + _hashes.Length > NewestEvents.Capacity)
            index.Flush();

        // Only numbers above all others may stand in the chat's row. The tables find out whether any other is there already.
        var fits = ascends && _hashes.Length <= NewestEvents.Capacity;
        for (var number = 0; number < _hashes.Length; number++)
        {
            var chatEvent = commit.Added[number];
            session.Prepare(InsertEvent).Bind(1, chat).Bind(2, chatEvent.Seq).Bind(3, chatEvent.Key).Bind(4, chatEvent.Body).Bind(5, (long)chatEvent.Tags).Execute();
            var added = new NewestEvent(chatEvent.Seq, session.LastInsertId, _hashes[number]);
            if (fits)
                newest.Add(added);
            else
                index.Insert(added);
        }
    }

    /// <summary>Whether each added number is above the one before it, and the first one above the highest there is.</summary>
    private bool Ascends(long? last)
    {
        foreach (var chatEvent in commit.Added)
        {
            if (chatEvent.Seq <= last)
                return false;

            last = chatEvent.Seq;
        }

        return true;
    }

    private void RefuseRepeatedKeys()
    {
        if (_hashes.Length == 1)
            return;

        var keys = new HashSet<string>(_hashes.Length);
        foreach (var chatEvent in commit.Added)
        {
            if (chatEvent.Key is { } key && !keys.Add(key))
                throw new InvalidOperationException("Two events of one commit have the same key.");
        }
    }

    private void ChangeEvents(SqliteSession session, EventIndex index)
    {
        foreach (var chatEvent in commit.Changed)
        {
            if (index.FindRow(chatEvent.Seq) is not { } row)
                throw new InvalidOperationException($"There is no event {chatEvent.Seq} to change.");

            session.Prepare(UpdateEvent).Bind(1, row).Bind(2, chatEvent.Body).Bind(3, (long)chatEvent.Tags).Execute();
        }
    }

    private void WriteOthers(SqliteSession session, long chat)
    {
        foreach (var participant in commit.Participants)
            session.Prepare(PutParticipant).Bind(1, chat).Bind(2, participant.Id).Bind(3, participant.Body).Execute();

        foreach (var file in commit.Files)
            session.Prepare(PutFile).Bind(1, chat).Bind(2, file.Id).Bind(3, file.Body).Execute();

        foreach (var id in commit.FilesRemoved)
        {
            if (session.Prepare(DeleteFile).Bind(1, chat).Bind(2, id).Execute() == 0)
                throw new InvalidOperationException($"There is no file {id} to remove.");
        }
    }
}
