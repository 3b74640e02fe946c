using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>
/// One commit in the making. Decisions are taken one after the other, each against the state that the ones before it left, so
/// that two people racing for the last place are never both let in. Nothing here is visible to anybody until it is committed.
/// </summary>
internal sealed class ChatDraft
{
    private readonly Func<long, ValueTask<ChatEvent?>> _find;
    private readonly Func<string, long?> _findKey;
    private readonly DateTimeOffset _now;
    private readonly int _maxRows;
    private readonly List<ChatEvent> _added = [];
    private readonly SortedDictionary<long, ChatEvent> _changed = [];
    private readonly Dictionary<string, Participant> _people = [];
    private readonly Dictionary<string, long> _keys = [];
    private bool _headChanged;

    /// <param name="state">The state to build on; null when the chat does not exist.</param>
    /// <param name="now">The time of everything in this commit.</param>
    /// <param name="maxRows">How many rows this commit may hold: <see cref="ITimelineStore.MaxRowsPerCommit"/>.</param>
    /// <param name="find">Reads a committed entry.</param>
    /// <param name="findKey">Finds the number that a committed idempotency key stands for, as far as it is known.</param>
    public ChatDraft(ChatState? state, DateTimeOffset now, int maxRows, Func<long, ValueTask<ChatEvent?>> find, Func<string, long?> findKey)
    {
        State = state;
        _maxRows = maxRows;
        _find = find;
        _findKey = findKey;
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

    /// <summary>Whether there is anything to commit.</summary>
    public bool HasChanges => _headChanged || _added.Count > 0 || _changed.Count > 0 || _people.Count > 0;

    /// <summary>Rows this commit still has room for, beside the head; a message counts twice, for its key.</summary>
    public int Room => _maxRows - ((2 * _added.Count) + _changed.Count + _people.Count);

    public ChatState Existing => State ?? throw new InvalidOperationException("Decided about a chat that does not exist.");

    /// <summary>The number the chat's next entry gets.</summary>
    public long NextSeq => Existing.LastSeq + 1;

    /// <summary>Creates the chat, or changes what it is.</summary>
    public void SetHead(ChatState state)
    {
        State = state;
        _headChanged = true;
    }

    /// <summary>Appends an entry; its number, time and count of messages are set here.</summary>
    public ChatEvent Append(EventKind kind, string by, Func<ChatEvent, ChatEvent> fill)
    {
        var messages = Existing.Messages + (kind == EventKind.Message ? 1 : 0);
        var entry = fill(new ChatEvent { Seq = NextSeq, Kind = kind, At = _now, By = by, Messages = messages });
        _added.Add(entry);
        if (TimelineCodec.KeyOf(entry) is { } key) _keys.Add(key, entry.Seq);
        State = Existing with { LastSeq = entry.Seq, LastAt = entry.At, Messages = messages };
        return entry;
    }

    /// <summary>Gives an entry a new content.</summary>
    public void Rewrite(ChatEvent entry)
    {
        var index = _added.Count == 0 ? -1 : (int)(entry.Seq - _added[0].Seq);
        if (index >= 0) _added[index] = entry;
        else _changed[entry.Seq] = entry;
    }

    public void Put(Participant participant)
    {
        State = Existing.With(participant);
        _people[participant.Id] = participant;
    }

    /// <summary>The entry as this draft leaves it, or null when the chat has none of this number.</summary>
    public ValueTask<ChatEvent?> Find(long seq)
    {
        if (seq < 1 || seq > Existing.LastSeq) return ValueTask.FromResult<ChatEvent?>(null);
        if (_added.Count > 0 && seq >= _added[0].Seq) return ValueTask.FromResult<ChatEvent?>(_added[(int)(seq - _added[0].Seq)]);
        return _changed.TryGetValue(seq, out var entry) ? ValueTask.FromResult<ChatEvent?>(entry) : _find(seq);
    }

    /// <summary>The number an idempotency key stands for, as far as it is known without asking storage.</summary>
    public long? FindKey(string key) => _keys.TryGetValue(key, out var seq) ? seq : _findKey(key);
}
