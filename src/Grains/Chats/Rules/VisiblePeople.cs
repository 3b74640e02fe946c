using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>
/// Which people travel with which events: a chat may have seen thousands, and an answer must not grow with all who ever left.
/// </summary>
internal static class VisiblePeople
{
    /// <summary>Those who are in the chat, the authors and subjects of the events, and of the others those who left last.</summary>
    public static IEnumerable<Participant> OfSnapshot(ChatState state, IReadOnlyCollection<ChatEvent> events)
    {
        var named = Named(events);
        var (shown, others) = (new List<Participant>(), new List<Participant>());
        foreach (var person in state.Participants.Values) (person.Standing == Standing.Active || named.Contains(person.Id) ? shown : others).Add(person);
        return shown.Concat(others.OrderByDescending(LastChange).Take(ChatLimits.PastPeople));
    }

    /// <summary>The authors and subjects of the events.</summary>
    public static IEnumerable<Participant> OfPage(ChatState state, IEnumerable<ChatEvent> events) =>
        Named(events).Select(id => state.Participants.GetValueOrDefault(id)).OfType<Participant>();

    private static HashSet<string> Named(IEnumerable<ChatEvent> events)
    {
        var named = new HashSet<string>();
        foreach (var chatEvent in events)
        {
            named.Add(chatEvent.By);
            if (chatEvent.Subject is { } subject) named.Add(subject);
        }

        return named;
    }

    private static DateTimeOffset LastChange(Participant person) =>
        person.History.IsEmpty ? DateTimeOffset.MinValue : person.History[^1].At;
}
