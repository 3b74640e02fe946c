using System.Diagnostics;
using ConnectNow.Resilience.Checking;

namespace ConnectNow.Resilience.Clients;

/// <summary>A chat, and all that is known of it while people talk in it.</summary>
internal sealed class Room(string chatId)
{
    private readonly Lock _gate = new();
    private readonly List<Attempt> _attempts = [];
    private readonly List<Acknowledgement> _acknowledgements = [];
    private readonly List<Violation> _violations = [];

    public string ChatId { get; } = chatId;

    public List<Person> People { get; } = [];

    public IReadOnlyList<Violation> Violations
    {
        get { lock (_gate) return [.. _violations]; }
    }

    public int Acknowledged
    {
        get { lock (_gate) return _acknowledgements.Count; }
    }

    public void Attempt(string clientId, string text)
    {
        lock (_gate) _attempts.Add(new Attempt(clientId, text));
    }

    public void Acknowledge(string clientId, long seq, long begun)
    {
        lock (_gate) _acknowledgements.Add(new Acknowledgement(clientId, seq, begun, Stopwatch.GetTimestamp()));
    }

    public void Violate(ViolationKind kind, string what)
    {
        lock (_gate) _violations.Add(new Violation(kind, ChatId, what));
    }

    /// <summary>Whether a message that was begun after a moment has been acknowledged, and everybody has seen it.</summary>
    public bool IsWholeSince(long moment)
    {
        var all = People.Min(person => person.Last);
        lock (_gate)
        {
            // The newest are at the end; no more than one a person can have been begun before an earlier answer.
            for (var index = _acknowledgements.Count - 1; index >= 0 && _acknowledgements[index].Answered >= moment; index--)
            {
                if (_acknowledgements[index].Begun >= moment && _acknowledgements[index].Seq <= all) return true;
            }
        }

        return false;
    }

    /// <summary>Who has seen how much.</summary>
    public override string ToString() =>
        $"{ChatId} ({Acknowledged} acknowledged; {string.Join(", ", People.Select(person => $"{person.Name}: {person.Last}"))})";

    public ChatHistory History(Observation kept, Observation messages)
    {
        lock (_gate)
        {
            return new ChatHistory
            {
                ChatId = ChatId,
                Attempts = [.. _attempts],
                Acknowledgements = [.. _acknowledgements],
                Seen = [.. People.Select(person => new Observation(person.Name, person.Seen)), messages],
                Kept = kept,
            };
        }
    }
}
