using System.Collections.Immutable;
using System.Text;
using ConnectNow.Chats;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>Who has which address. One that was kept before domains were in ASCII is found by its spelling of today too.</summary>
internal static class Addresses
{
    public static ImmutableDictionary<string, string> Of(IReadOnlyCollection<Participant> people) =>
        people.Aggregate(people.ToImmutableDictionary(person => person.Email, person => person.Id), WithToday);

    public static ImmutableDictionary<string, string> With(ImmutableDictionary<string, string> ids, Participant person) =>
        WithToday(ids.SetItem(person.Email, person.Id), person);

    private static ImmutableDictionary<string, string> WithToday(ImmutableDictionary<string, string> ids, Participant person) =>
        !Ascii.IsValid(person.Email) && Identity.Email(person.Email).Value is { } today && !ids.ContainsKey(today) ? ids.Add(today, person.Id) : ids;
}
