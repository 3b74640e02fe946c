using ConnectNow.Grains.Chats;

namespace ConnectNow.Storage.Sqlite;

/// <summary>One commit on one timeline: judged first (fence, then keys), then written.</summary>
internal sealed class TimelineCommitUnit(string chatId, TimelineCommit commit, CancellationToken cancellationToken)
    : WriteUnit<CommitOutcome>(commit.Rows + 1, cancellationToken)
{
    private const string InsertChat = "INSERT INTO chats (chat_id, version, commit_id, head) VALUES (?1, 1, ?2, ?3)";
    private const string UpdateChat = "UPDATE chats SET version = version + 1, commit_id = ?2, head = ?3 WHERE id = ?1";
    private const string InsertEntry = "INSERT INTO entries (chat, seq, key, body, tags) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string UpdateEntry = "UPDATE entries SET body = ?3, tags = ?4 WHERE chat = ?1 AND seq = ?2";

    private const string PutParticipant =
        "INSERT INTO participants (chat, id, body) VALUES (?1, ?2, ?3) ON CONFLICT (chat, id) DO UPDATE SET body = excluded.body";

    private const string PutFile =
        "INSERT INTO files (chat, id, body) VALUES (?1, ?2, ?3) ON CONFLICT (chat, id) DO UPDATE SET body = excluded.body";

    private const string DeleteFile = "DELETE FROM files WHERE chat = ?1 AND id = ?2";

    protected override CommitOutcome Work(SqliteSession session) =>
        commit.ExpectedETag is { } etag ? Append(session, TimelineETag.Parse(etag)) : Create(session);

    private CommitOutcome Create(SqliteSession session)
    {
        if (TimelineRows.Find(session, chatId) is not null)
            return new Fenced();

        session.Prepare(InsertChat).Bind(1, chatId).Bind(2, commit.CommitId).Bind(3, commit.Head).Execute();
        var created = new TimelineETag(session.LastInsertId, 1);
        WriteRows(session, created.Chat);
        return new Committed(created.ToString());
    }

    private CommitOutcome Append(SqliteSession session, TimelineETag? etag)
    {
        if (etag is not { } current || !TimelineRows.IsCurrent(session, chatId, current))
            return new Fenced();

        if (FindDuplicates(session, current.Chat) is { } existing)
            return new DuplicateKeys(existing);

        session.Prepare(UpdateChat).Bind(1, current.Chat).Bind(2, commit.CommitId).Bind(3, commit.Head).Execute();
        WriteRows(session, current.Chat);
        return new Committed((current with { Version = current.Version + 1 }).ToString());
    }

    private Dictionary<string, long>? FindDuplicates(SqliteSession session, long chat)
    {
        Dictionary<string, long>? existing = null;
        foreach (var entry in commit.Added)
        {
            if (entry.Key is { } key && TimelineRows.FindKey(session, chat, key) is { } seq)
                (existing ??= [])[key] = seq;
        }

        return existing;
    }

    private void WriteRows(SqliteSession session, long chat)
    {
        foreach (var entry in commit.Added)
            session.Prepare(InsertEntry).Bind(1, chat).Bind(2, entry.Seq).Bind(3, entry.Key).Bind(4, entry.Body).Bind(5, (long)entry.Tags).Execute();

        foreach (var entry in commit.Changed)
        {
            if (session.Prepare(UpdateEntry).Bind(1, chat).Bind(2, entry.Seq).Bind(3, entry.Body).Bind(4, (long)entry.Tags).Execute() == 0)
                throw new InvalidOperationException($"There is no entry {entry.Seq} to change.");
        }

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
