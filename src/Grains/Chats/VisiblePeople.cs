using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>Which people travel with which entries: a chat may have seen thousands, and an answer must not grow with all who ever left.</summary>
internal static class VisiblePeople
{
    /// <summary>Those who are in the chat, whoever the entries are by or about, and of the others those who left last.</summary>
    public static IEnumerable<Participant> OfSnapshot(ChatState state, IReadOnlyCollection<ChatEvent> entries)
    {
        var named = Named(entries);
        var (shown, others) = (new List<Participant>(), new List<Participant>());
        foreach (var person in state.Participants.Values) (person.Standing == Standing.Active || named.Contains(person.Id) ? shown : others).Add(person);
        return shown.Concat(others.OrderByDescending(LastChange).Take(ChatLimits.PastPeople));
    }

    /// <summary>Whoever the entries are by or about.</summary>
    public static IEnumerable<Participant> OfPage(ChatState state, IEnumerable<ChatEvent> entries) =>
        Named(entries).Select(id => state.Participants.GetValueOrDefault(id)).OfType<Participant>();

    private static HashSet<string> Named(IEnumerable<ChatEvent> entries)
    {
        var named = new HashSet<string>();
        foreach (var entry in entries)
        {
            named.Add(entry.By);
            if (entry.Subject is { } subject) named.Add(subject);
        }

        return named;
    }

    private static DateTimeOffset LastChange(Participant person) => person.History.IsEmpty ? DateTimeOffset.MinValue : person.History[^1].At;
}
