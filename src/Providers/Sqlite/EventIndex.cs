using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// Where the events of one chat are, by number and by key: the newest stand in the chat's own row, which every commit writes anyway; the
/// others in two tables, which take them in batches. Each number in the row is above all in the tables.
/// </summary>
/// <remarks>
/// What a commit costs is the pages it touches, and in a table each chat has a page of its own for its numbers and many for its keys: a
/// batch touches them once (docs/decisions/0012-events-indexed-in-batches.md has the figures).
/// </remarks>
internal readonly struct EventIndex(SqliteSession session, long chat, NewestEvents newest)
{
    private const string SelectBySeq = "SELECT entry FROM entry_seqs WHERE chat = ?1 AND seq = ?2";
    private const string SelectLast = "SELECT seq FROM entry_seqs WHERE chat = ?1 ORDER BY seq DESC LIMIT 1";
    private const string SelectByHash = "SELECT entry FROM entry_keys WHERE chat = ?1 AND hash = ?2";
    private const string SelectIfKey = "SELECT seq FROM entry_rows WHERE id = ?1 AND key = ?2";

    private const string InsertSeq = "INSERT INTO entry_seqs (chat, seq, entry) VALUES (?1, ?2, ?3)";
    private const string InsertKey = "INSERT INTO entry_keys (chat, hash, entry) VALUES (?1, ?2, ?3)";

    /// <summary>The highest number; null when the chat has no event.</summary>
    public long? Last => newest.All is [.., var last] ? last.Seq : session.Prepare(SelectLast).Bind(1, chat).First();

    /// <summary>
    /// The first eight bytes of a key's SHA-256, by which the tables find it. That two keys have the same only costs a look at both; and
    /// nobody can make up keys that do. It is in every database, so it never changes.
    /// </summary>
    public static long HashOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    /// <summary>The number of the event with this key; null when there is none.</summary>
    public long? FindKey(string key, long hash)
    {
        foreach (var chatEvent in newest.All)
        {
            if (chatEvent.KeyHash == hash && SeqIfKey(chatEvent.Row, key) is { } seq)
                return seq;
        }

        var rows = session.Prepare(SelectByHash).Bind(1, chat).Bind(2, hash);
        while (rows.Step())
        {
            if (SeqIfKey(rows.Int64(0), key) is not { } seq)
                continue;

            rows.Reset();
            return seq;
        }

        return null;
    }

    /// <summary>The row of the event with this number; null when there is none.</summary>
    public long? FindRow(long seq)
    {
        foreach (var chatEvent in newest.All)
        {
            if (chatEvent.Seq == seq)
                return chatEvent.Row;
        }

        return session.Prepare(SelectBySeq).Bind(1, chat).Bind(2, seq).First();
    }

    /// <summary>Takes the newest into the tables.</summary>
    public void Flush()
    {
        foreach (var chatEvent in newest.All)
            Insert(chatEvent);

        newest.Clear();
    }

    /// <summary>Takes an event into the tables, which throw when its number is there.</summary>
    public void Insert(NewestEvent chatEvent)
    {
        session.Prepare(InsertSeq).Bind(1, chat).Bind(2, chatEvent.Seq).Bind(3, chatEvent.Row).Execute();
        if (chatEvent.KeyHash is { } hash)
            session.Prepare(InsertKey).Bind(1, chat).Bind(2, hash).Bind(3, chatEvent.Row).Execute();
    }

    private long? SeqIfKey(long row, string key) => session.Prepare(SelectIfKey).Bind(1, row).Bind(2, key).First();
}
