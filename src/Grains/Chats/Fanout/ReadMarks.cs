using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Fanout;

/// <summary>
/// How far everybody has read and when they were last seen: not numbered, held in memory, and written with the participants' rows
/// now and then. A crash may lose the last seconds of them.
/// </summary>
internal sealed class ReadMarks
{
    private readonly Dictionary<string, Mark> _fresh = [];

    /// <summary>Whether there is anything that storage does not have.</summary>
    public bool IsDirty => _fresh.Count > 0;

    /// <summary>Notes how far a person has read; false when that is nothing new.</summary>
    public bool Read(Participant person, long upTo)
    {
        var mark = Of(person);
        if (upTo <= mark.ReadUpTo) return false;
        _fresh[person.Id] = mark with { ReadUpTo = upTo };
        return true;
    }

    public void Seen(Participant person, DateTimeOffset at) => _fresh[person.Id] = Of(person) with { LastSeen = at };

    /// <summary>The person with the marks of this moment.</summary>
    public Participant On(Participant person) => _fresh.TryGetValue(person.Id, out var mark)
        ? person with { ReadUpTo = Math.Max(person.ReadUpTo, mark.ReadUpTo), LastSeen = Later(person.LastSeen, mark.LastSeen) }
        : person;

    /// <summary>
    /// Writes the marks into a draft, at most as many as there is room for. <see cref="Written"/> says that it was committed.
    /// </summary>
    public IReadOnlyCollection<string> WriteTo(ChatDraft draft)
    {
        var written = new List<string>();
        foreach (var id in _fresh.Keys.Take(draft.Room))
        {
            if (draft.Existing.Participants.TryGetValue(id, out var person)) draft.Put(On(person));
            written.Add(id);
        }

        return written;
    }

    /// <summary>Forgets marks that storage has, unless they have moved on since.</summary>
    public void Written(IEnumerable<string> ids, ChatState state)
    {
        foreach (var id in ids)
        {
            if (!_fresh.TryGetValue(id, out var mark)) continue;
            var stored = state.Participants.GetValueOrDefault(id);
            if (stored is null || (stored.ReadUpTo >= mark.ReadUpTo && Later(stored.LastSeen, mark.LastSeen) == stored.LastSeen)) _fresh.Remove(id);
        }
    }

    private Mark Of(Participant person) => _fresh.GetValueOrDefault(person.Id) ?? new Mark(person.ReadUpTo, person.LastSeen);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other > one ? other : one;

    private sealed record Mark(long ReadUpTo, DateTimeOffset? LastSeen);
}
