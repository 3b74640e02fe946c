using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats.Notifications;

/// <summary>
/// What a chat has yet to tell its people, at most one notification a person and interval: however fast the talk, a person gets the first
/// word of it at once, and the rest as one. Bounded by the number of people; lives and dies with the activation.
/// </summary>
internal sealed class NotificationBatcher(TimeProvider time, TimeSpan interval)
{
    private readonly Dictionary<string, Pending> _pending = [];

    /// <summary>How long until the next notification may go; null when none waits.</summary>
    public TimeSpan? Wait
    {
        get
        {
            var waiting = _pending.Values.Where(pending => pending.NewMessages is not null).Select(pending => pending.NotBefore)
                .DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            if (waiting == DateTimeOffset.MaxValue) return null;
            var wait = waiting - time.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
    }

    /// <summary>Writes down that there is a message for a person.</summary>
    public void Add(string participantId, long seq, bool mentioned)
    {
        if (!_pending.TryGetValue(participantId, out var pending)) _pending[participantId] = pending = new Pending();
        pending.NewMessages = pending.NewMessages is { } newMessages
            ? newMessages with { Newest = seq, Mentioned = newMessages.Mentioned || mentioned }
            : new NewMessages(seq, seq) { Mentioned = mentioned };
    }

    /// <summary>Takes the notifications that are due.</summary>
    public IReadOnlyList<(string ParticipantId, NewMessages NewMessages)> Take()
    {
        var now = time.GetUtcNow();
        var due = new List<(string, NewMessages)>();
        foreach (var (id, pending) in _pending)
        {
            if (pending.NotBefore > now) continue;
            if (pending.NewMessages is { } newMessages)
            {
                due.Add((id, newMessages));
                (pending.NewMessages, pending.NotBefore) = (null, now + interval);
            }
            else
            {
                _pending.Remove(id);
            }
        }

        return due;
    }

    private sealed class Pending
    {
        public NewMessages? NewMessages { get; set; }

        public DateTimeOffset NotBefore { get; set; }
    }
}
