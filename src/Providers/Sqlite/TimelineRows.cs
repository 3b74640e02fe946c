using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.Sqlite;

/// <summary>Reads and erasure of timelines, as statements.</summary>
internal static class TimelineRows
{
    private const string SelectHead = "SELECT id, version, commit_id, head, newest FROM chats WHERE chat_id = ?1";
    private const string SelectParticipants = "SELECT id, body FROM participants WHERE chat = ?1 ORDER BY id";
    private const string SelectFiles = "SELECT id, body FROM files WHERE chat = ?1 ORDER BY id";
    private const string SelectEvent = "SELECT seq, key, body, tags FROM entry_rows WHERE id = ?1";

    private const string SelectTail =
        "SELECT e.seq, e.key, e.body, e.tags FROM entry_seqs s CROSS JOIN entry_rows e ON e.id = s.entry WHERE s.chat = ?1 ORDER BY s.seq DESC LIMIT ?2";

    private const string SelectFrom =
        "SELECT e.seq, e.key, e.body, e.tags FROM entry_seqs s CROSS JOIN entry_rows e ON e.id = s.entry WHERE s.chat = ?1 AND s.seq >= ?2 ORDER BY s.seq LIMIT ?3";

    // The tag stands in the text, not in a parameter: only so is the index over events with this tag of use.
    private const string SelectWithFiles =
        "SELECT seq, key, body, tags FROM entry_rows WHERE chat = ?1 AND seq < ?2 AND tags & 1 ORDER BY seq DESC LIMIT ?3";

    private const string SelectWithLinks =
        "SELECT seq, key, body, tags FROM entry_rows WHERE chat = ?1 AND seq < ?2 AND tags & 2 ORDER BY seq DESC LIMIT ?3";

    private const string SelectChat = "SELECT id, version, newest FROM chats WHERE chat_id = ?1";
    private const string SelectCurrent = "SELECT newest FROM chats WHERE id = ?1 AND version = ?2 AND chat_id = ?3";
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
        var newest = new NewestEvents();
        newest.Read(head.View(4));
        head.Reset();

        var participants = new List<StoredParticipant>();
        var rows = session.Prepare(SelectParticipants).Bind(1, etag.Chat);
        while (rows.Step())
            participants.Add(new(rows.Text(0), rows.Bytes(1)));

        var files = new List<StoredFile>();
        var loose = session.Prepare(SelectFiles).Bind(1, etag.Chat);
        while (loose.Step())
            files.Add(new(loose.Text(0), loose.Bytes(1)));

        return new(etag.ToString(), commitId, body, participants, files, Tail(session, etag.Chat, newest, tail));
    }

    public static IReadOnlyList<StoredEvent> Read(SqliteSession session, string chatId, long from, int count)
    {
        var newest = new NewestEvents();
        if (Find(session, chatId, newest) is not { } etag)
            return [];

        // The tables hold what is older than the newest, so that these come last.
        var events = new List<StoredEvent>();
        if (newest.All is not [var oldest, ..] || from < oldest.Seq)
            Read(session.Prepare(SelectFrom).Bind(1, etag.Chat).Bind(2, from).Bind(3, count), events);

        foreach (var chatEvent in newest.All)
        {
            if (chatEvent.Seq >= from && events.Count < count)
                Read(session.Prepare(SelectEvent).Bind(1, chatEvent.Row), events);
        }

        return events;
    }

    public static IReadOnlyList<StoredEvent> ReadTagged(SqliteSession session, string chatId, Collected tag, long before, int count)
    {
        if (Find(session, chatId, new()) is not { } etag)
            return [];

        var events = new List<StoredEvent>();
        Read(session.Prepare(SelectTagged(tag)).Bind(1, etag.Chat).Bind(2, before).Bind(3, count), events);
        events.Reverse();
        return events;
    }

    internal static string SelectTagged(Collected tag) => tag == Collected.Files ? SelectWithFiles : SelectWithLinks;

    /// <summary>The number of the event with a key; null when there is none, or no such chat.</summary>
    public static long? FindKey(SqliteSession session, string chatId, string key)
    {
        var newest = new NewestEvents();
        return Find(session, chatId, newest) is { } etag ? new EventIndex(session, etag.Chat, newest)
            .FindKey(key, EventIndex.HashOf(key)) : null;
    }

    /// <summary>The chat's row and version, and where its newest events are; null when there is no such chat.</summary>
    public static TimelineETag? Find(SqliteSession session, string chatId, NewestEvents newest)
    {
        var row = session.Prepare(SelectChat).Bind(1, chatId);
        if (!row.Step())
            return null;

        var etag = new TimelineETag(row.Int64(0), row.Int64(1));
        newest.Read(row.View(2));
        row.Reset();
        return etag;
    }

    /// <summary>Whether this is still the chat's ETag, and where its newest events are.</summary>
    public static bool IsCurrent(SqliteSession session, string chatId, TimelineETag etag, NewestEvents newest)
    {
        var row = session.Prepare(SelectCurrent).Bind(1, etag.Chat).Bind(2, etag.Version).Bind(3, chatId);
        if (!row.Step())
            return false;

        newest.Read(row.View(0));
        row.Reset();
        return true;
    }

    /// <summary>Removes the chat, and notes that its rows are to follow. False when its ETag is another.</summary>
    public static bool Erase(SqliteSession session, string chatId, TimelineETag? expected)
    {
        var newest = new NewestEvents();
        if (Find(session, chatId, newest) is not { } etag)
            return true;

        if (etag != expected)
            return false;

        // Whatever must be removed is found in the tables.
        new EventIndex(session, etag.Chat, newest).Flush();
        session.Prepare(DeleteChat).Bind(1, etag.Chat).Execute();
        session.Prepare(InsertErased).Bind(1, etag.Chat).Execute();
        return true;
    }

    private static List<StoredEvent> Tail(SqliteSession session, long chat, NewestEvents newest, int count)
    {
        var taken = newest.All[^Math.Min(count, newest.All.Length)..];
        var events = new List<StoredEvent>();
        if (taken.Length < count)
        {
            Read(session.Prepare(SelectTail).Bind(1, chat).Bind(2, count - taken.Length), events);
            events.Reverse();
        }

        foreach (var chatEvent in taken)
            Read(session.Prepare(SelectEvent).Bind(1, chatEvent.Row), events);

        return events;
    }

    private static void Read(SqliteStatement rows, List<StoredEvent> events)
    {
        while (rows.Step())
            events.Add(new(rows.Int64(0), rows.TextOrNull(1), rows.Bytes(2), (Collected)rows.Int64(3)));
    }
}
