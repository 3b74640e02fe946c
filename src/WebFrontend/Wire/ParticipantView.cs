using ConnectNow.Chats;
using ConnectNow.WebFrontend.Describing;
using MessagePack;

namespace ConnectNow.WebFrontend.Wire;

/// <summary>One person in one chat, as everybody in the chat may see them.</summary>
[MessagePackObject]
public sealed record ParticipantView
{
    [Key("id")] public required string Id { get; init; }

    [Key("name")] public required string Name { get; init; }

    [Key("surname")] public required string Surname { get; init; }

    [Key("email")] public required string Email { get; init; }

    /// <summary>Whether the person has shown, by a code, that the address is theirs.</summary>
    [Key("verified")] public required bool Verified { get; init; }

    /// <summary>active, left or removed.</summary>
    [Key("standing"), NamesOf(typeof(Standing))] public required string Standing { get; init; }

    /// <summary>Every join, leave and return, oldest first.</summary>
    [Key("history")] public required IReadOnlyList<StayChangeView> History { get; init; }

    /// <summary>The newest event this person has seen.</summary>
    [Key("read_up_to")] public required long ReadUpTo { get; init; }

    [Key("last_seen")] public DateTimeOffset? LastSeen { get; init; }

    /// <summary>
    /// The number of the event from which on the address was proven: what was said under this name before may be another person's. Null
    /// when it is not known.
    /// </summary>
    [Key("verified_from")] public long? VerifiedFrom { get; init; }

    /// <summary>Whether the company has put the person in. It vouches for them then, which proves nothing about the address.</summary>
    [Key("vouched")] public bool Vouched { get; init; }

    /// <summary>
    /// Whether another person here had this name, or one that looks the same, when the person took it: show it with the address.
    /// </summary>
    [Key("same_name")] public bool SameName { get; init; }

    internal static ParticipantView Of(Participant person) => new()
    {
        Id = person.Id,
        Name = person.Name,
        Surname = person.Surname,
        Email = person.Email,
        Verified = person.Verified,
        Standing = SnakeCase<Standing>.Of(person.Standing),
        History = [.. person.History.Select(change => new StayChangeView(SnakeCase<EventKind>.Of(change.Kind), change.At))],
        ReadUpTo = person.ReadUpTo,
        LastSeen = person.LastSeen,
        VerifiedFrom = person.VerifiedFrom,
        Vouched = person.Vouched,
        SameName = person.SameName,
    };

    internal static IReadOnlyList<ParticipantView> Of(IEnumerable<Participant> people) => [.. people.Select(Of)];
}

/// <summary>joined, left, rejoined or removed, and when.</summary>
[MessagePackObject]
public sealed record StayChangeView(
    [property: Key("kind"), NamesOf(typeof(EventKind))] string Kind, [property: Key("at")] DateTimeOffset At);

/// <summary>A company by name.</summary>
[MessagePackObject]
public sealed record CompanyName([property: Key("id")] string Id, [property: Key("name")] string Name);
