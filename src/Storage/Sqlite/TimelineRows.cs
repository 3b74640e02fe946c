using ConnectNow.Files;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Storage.Sqlite;

/// <summary>Reads and erasure of timelines, as statements.</summary>
internal static class TimelineRows
{
    private const string SelectHead = "SELECT id, version, commit_id, head FROM chats WHERE chat_id = ?1";
    private const string SelectParticipants = "SELECT id, body FROM participants WHERE chat = ?1 ORDER BY id";
    private const string SelectFiles = "SELECT id, body FROM files WHERE chat = ?1 ORDER BY id";
    private const string SelectTail = "SELECT seq, key, body, tags FROM entries WHERE chat = ?1 ORDER BY seq DESC LIMIT ?2";
    private const string SelectFrom = "SELECT seq, key, body, tags FROM entries WHERE chat = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3";

    // The tag stands in the text, not in a parameter: only so is the index over entries with this tag of use.
    private const string SelectWithFiles =
        "SELECT seq, key, body, tags FROM entries WHERE chat = ?1 AND seq < ?2 AND tags & 1 ORDER BY seq DESC LIMIT ?3";

    private const string SelectWithLinks =
        "SELECT seq, key, body, tags FROM entries WHERE chat = ?1 AND seq < ?2 AND tags & 2 ORDER BY seq DESC LIMIT ?3";

    private const string SelectKey = "SELECT seq FROM entries WHERE chat = ?1 AND key = ?2";
    private const string SelectChat = "SELECT id FROM chats WHERE chat_id = ?1";
    private const string SelectETag = "SELECT 1 FROM chats WHERE id = ?1 AND version = ?2 AND chat_id = ?3";
    private const string DeleteChat = "DELETE FROM chats WHERE id = ?1";
    private const string InsertErased = "INSERT INTO erased (chat) VALUES (?1)";

    public static StoredTimeline? Load(SqliteSession session, string chatId, int tail)
    {
        var head = session.Prepare(SelectHead).Bind(1, chatId);
        if (!head.Step())
            return null;

        var etag = new TimelineETag(head.Int64(0), head.Int64(1));
        var commitId = head.Text(2);
        var body = head.Bytes(3);
        head.Reset();

        var participants = new List<StoredParticipant>();
        var rows = session.Prepare(SelectParticipants).Bind(1, etag.Chat);
        while (rows.Step())
            participants.Add(new(rows.Text(0), rows.Bytes(1)));

        var files = new List<StoredFile>();
        var loose = session.Prepare(SelectFiles).Bind(1, etag.Chat);
        while (loose.Step())
            files.Add(new(loose.Text(0), loose.Bytes(1)));

        var entries = Entries(session.Prepare(SelectTail).Bind(1, etag.Chat).Bind(2, tail));
        entries.Reverse();
        return new(etag.ToString(), commitId, body, participants, files, entries);
    }

    public static IReadOnlyList<StoredEvent> Read(SqliteSession session, string chatId, long from, int count) =>
        Find(session, chatId) is { } chat ? Entries(session.Prepare(SelectFrom).Bind(1, chat).Bind(2, from).Bind(3, count)) : [];

    public static IReadOnlyList<StoredEvent> ReadTagged(SqliteSession session, string chatId, Collected tag, long before, int count)
    {
        if (Find(session, chatId) is not { } chat)
            return [];

        var entries = Entries(session.Prepare(SelectTagged(tag)).Bind(1, chat).Bind(2, before).Bind(3, count));
        entries.Reverse();
        return entries;
    }

    internal static string SelectTagged(Collected tag) => tag == Collected.Files ? SelectWithFiles : SelectWithLinks;

    /// <summary>The number of the entry with a key; null when there is none.</summary>
    public static long? FindKey(SqliteSession session, long chat, string key) => session.Prepare(SelectKey).Bind(1, chat).Bind(2, key).First();

    /// <summary>The chat's row; null when there is no such chat.</summary>
    public static long? Find(SqliteSession session, string chatId) => session.Prepare(SelectChat).Bind(1, chatId).First();

    public static bool IsCurrent(SqliteSession session, string chatId, TimelineETag etag) =>
        session.Prepare(SelectETag).Bind(1, etag.Chat).Bind(2, etag.Version).Bind(3, chatId).First() is not null;

    /// <summary>Removes the chat, and notes that its rows are to follow. False when its ETag is another.</summary>
    public static bool Erase(SqliteSession session, string chatId, TimelineETag? etag)
    {
        if (Find(session, chatId) is not { } chat)
            return true;

        if (etag is not { } expected || !IsCurrent(session, chatId, expected))
            return false;

        session.Prepare(DeleteChat).Bind(1, chat).Execute();
        session.Prepare(InsertErased).Bind(1, chat).Execute();
        return true;
    }

    private static List<StoredEvent> Entries(SqliteStatement rows)
    {
        var entries = new List<StoredEvent>();
        while (rows.Step())
            entries.Add(new(rows.Int64(0), rows.TextOrNull(1), rows.Bytes(2), (Collected)rows.Int64(3)));

        return entries;
    }
}
