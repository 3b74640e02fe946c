using ConnectNow.Chats;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// One commit in the making. Decisions are taken one after the other, each against the state that the ones before it left, so
/// that two people racing for the last place are never both let in. Nothing here is visible to anybody until it is committed.
/// </summary>
internal sealed class ChatDraft
{
    private readonly Func<long, ValueTask<ChatEvent?>> _find;
    private readonly Func<string, long?> _findKey;
    private readonly Func<string, ValueTask<long?>> _seekKey;
    private readonly UnattachedFiles _stored;
    private readonly DateTimeOffset _now;
    private readonly int _maxRows;
    private readonly List<ChatEvent> _added = [];
    private readonly SortedDictionary<long, ChatEvent> _changed = [];
    private readonly Dictionary<string, Participant> _people = [];
    private readonly Dictionary<string, long> _keys = [];
    private readonly Dictionary<string, StoredFile> _files = [];
    private readonly HashSet<string> _filesRemoved = [];
    private int _rowsAdded;
    private bool _headChanged;

    /// <param name="state">The state to build on; null when the chat does not exist.</param>
    /// <param name="now">The time of everything in this commit.</param>
    /// <param name="maxRows">How many rows this commit may hold: <see cref="ITimelineStore.MaxRowsPerCommit"/>.</param>
    /// <param name="find">Reads a committed event.</param>
    /// <param name="findKey">Finds the number that a committed idempotency key stands for, as far as it is known.</param>
    /// <param name="seekKey">The same, asking storage for what is not.</param>
    public ChatDraft(
        ChatState? state,
        DateTimeOffset now,
        int maxRows,
        Func<long, ValueTask<ChatEvent?>> find,
        Func<string, long?> findKey,
        Func<string, ValueTask<long?>> seekKey)
    {
        State = state;
        _stored = state?.Files ?? UnattachedFiles.None;
        _maxRows = maxRows;
        _find = find;
        _findKey = findKey;
        _seekKey = seekKey;
        // Whole milliseconds: what is stored is what is shown, and what a filter by time compares with.
        var whole = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
        _now = state is not null && state.LastAt > whole ? state.LastAt : whole;
    }

    /// <summary>The state with everything decided so far; null when there is no such chat.</summary>
    public ChatState? State { get; private set; }

    public DateTimeOffset Now => _now;

    public IReadOnlyList<ChatEvent> Added => _added;

    public IReadOnlyCollection<ChatEvent> Changed => _changed.Values;

    public IReadOnlyCollection<Participant> People => _people.Values;

    public IReadOnlyCollection<StoredFile> Files => _files.Values;

    public IReadOnlyCollection<string> FilesRemoved => _filesRemoved;

    /// <summary>Whether there is anything to commit.</summary>
    public bool HasChanges =>
        _headChanged || _added.Count > 0 || _changed.Count > 0 || _people.Count > 0 || _files.Count > 0 || _filesRemoved.Count > 0;

    /// <summary>Rows this commit still has room for, as <see cref="TimelineCommit.Rows"/> counts them.</summary>
    public int Room =>
        _maxRows - (_rowsAdded + (_changed.Count * TimelineCommit.RowsOfChanged) + _people.Count + _files.Count + _filesRemoved.Count);

    public ChatState Existing => State ?? throw new InvalidOperationException("Decided about a chat that does not exist.");

    /// <summary>The number the chat's next event gets.</summary>
    public long NextSeq => Existing.LastSeq + 1;

    /// <summary>Creates the chat, or changes what it is.</summary>
    public void SetHead(ChatState state)
    {
        State = state;
        _headChanged = true;
    }

    /// <summary>Appends an event; its number, time and count of messages are set here.</summary>
    public ChatEvent Append(EventKind kind, string by, Func<ChatEvent, ChatEvent> fill)
    {
        var messages = Existing.Messages + (kind == EventKind.Message ? 1 : 0);
        var chatEvent = fill(new ChatEvent { Seq = NextSeq, Kind = kind, At = _now, By = by, Messages = messages });
        _added.Add(chatEvent);
        _rowsAdded += RowsOf(chatEvent);
        if (TimelineCodec.KeyOf(chatEvent) is { } key) _keys.Add(key, chatEvent.Seq);
        State = Existing with { LastSeq = chatEvent.Seq, LastAt = chatEvent.At, Messages = messages };
        return chatEvent;
    }

    /// <summary>Gives an event a new content.</summary>
    public void Rewrite(ChatEvent chatEvent)
    {
        var index = _added.Count == 0 ? -1 : (int)(chatEvent.Seq - _added[0].Seq);
        if (index < 0)
        {
            _changed[chatEvent.Seq] = chatEvent;
            return;
        }

        _rowsAdded += RowsOf(chatEvent) - RowsOf(_added[index]);
        _added[index] = chatEvent;
    }

    public void Put(Participant participant)
    {
        State = Existing.With(participant);
        _people[participant.Id] = participant;
    }

    /// <summary>Adds or changes an upload; the chat's bytes follow its size.</summary>
    public void Put(Upload upload)
    {
        var before = Existing.Files.Uploads.TryGetValue(upload.Id, out var was) ? SizeOf(was) : 0;
        State = Existing with { Files = Existing.Files.With(upload), FileBytes = Existing.FileBytes - before + SizeOf(upload) };
        Keep(TimelineCodec.Write(upload));
    }

    /// <summary>Notes that a file's bytes must go; from now on they do not count.</summary>
    /// <param name="pending">The file, which was an upload or in a message.</param>
    /// <param name="size">What it has counted.</param>
    public void ScheduleDeletion(PendingDeletion pending, long size)
    {
        State = Existing with { Files = Existing.Files.With(pending), FileBytes = Existing.FileBytes - size };
        Keep(TimelineCodec.Write(pending));
    }

    /// <summary>
    /// Takes away the row of an upload that is now in a message, or of a pending deletion that is gone. The chat's bytes stay as they are.
    /// </summary>
    public void RemoveFile(string fileId)
    {
        State = Existing with { Files = Existing.Files.Without(fileId) };
        _files.Remove(fileId);
        if (_stored.Holds(fileId)) _filesRemoved.Add(fileId);
    }

    /// <summary>What an upload counts: what it reserved, or, once it is complete, what it has.</summary>
    public static long SizeOf(Upload upload) => upload.Attachment?.Size ?? upload.Size;

    /// <summary>The event as this draft leaves it, or null when the chat has none of this number.</summary>
    public ValueTask<ChatEvent?> Find(long seq)
    {
        if (seq < 1 || seq > Existing.LastSeq) return ValueTask.FromResult<ChatEvent?>(null);
        if (_added.Count > 0 && seq >= _added[0].Seq) return ValueTask.FromResult<ChatEvent?>(_added[(int)(seq - _added[0].Seq)]);
        return _changed.TryGetValue(seq, out var chatEvent) ? ValueTask.FromResult<ChatEvent?>(chatEvent) : _find(seq);
    }

    /// <summary>The number an idempotency key stands for, as far as it is known without asking storage.</summary>
    public long? FindKey(string key) => _keys.TryGetValue(key, out var seq) ? seq : _findKey(key);

    /// <summary>The same, asking storage when it must be certain.</summary>
    public async ValueTask<long?> SeekKey(string key) => FindKey(key) ?? await _seekKey(key);

    private void Keep(StoredFile row)
    {
        _filesRemoved.Remove(row.Id);
        _files[row.Id] = row;
    }

    private static int RowsOf(ChatEvent chatEvent) =>
        TimelineCommit.RowsOfAdded(chatEvent.ClientId is not null, TimelineCodec.TagsOf(chatEvent));
}
