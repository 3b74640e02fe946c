using ConnectNow.Notifications;

namespace ConnectNow.Grains.Notifications;

/// <summary>
/// What a chat has yet to tell its people, at most one note a person and interval: however fast the talk, a person gets the first
/// word of it at once, and the rest as one. Bounded by the number of people; lives and dies with the activation.
/// </summary>
internal sealed class NotificationBatcher(TimeProvider time, TimeSpan interval)
{
    private readonly Dictionary<string, Page> _pages = [];

    /// <summary>How long until the next note may go; null when none waits.</summary>
    public TimeSpan? Wait
    {
        get
        {
            var waiting = _pages.Values.Where(page => page.Note is not null).Select(page => page.NotBefore).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            if (waiting == DateTimeOffset.MaxValue) return null;
            var wait = waiting - time.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Writes down that there is a message for a person.</summary>
    public void Add(string participantId, long seq, bool mentioned)
    {
        if (!_pages.TryGetValue(participantId, out var page)) _pages[participantId] = page = new Page();
        page.Note = page.Note is { } note
            ? note with { Newest = seq, Mentioned = note.Mentioned || mentioned }
            : new Note(seq, seq) { Mentioned = mentioned };
    }

    /// <summary>Tears out the notes whose time has come.</summary>
    public IReadOnlyList<(string ParticipantId, Note Note)> Take()
    {
        var now = time.GetUtcNow();
        var due = new List<(string, Note)>();
        foreach (var (id, page) in _pages)
        {
            if (page.NotBefore > now) continue;
            if (page.Note is { } note)
            {
                due.Add((id, note));
                (page.Note, page.NotBefore) = (null, now + interval);
            }
            else
            {
                _pages.Remove(id);
            }
        }

        return due;
    }

    private sealed class Page
    {
        public Note? Note { get; set; }

        public DateTimeOffset NotBefore { get; set; }
    }
}
