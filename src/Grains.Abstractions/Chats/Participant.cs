using System.Collections.Immutable;
using ConnectNow.Notifications;

namespace ConnectNow.Chats;

/// <summary>Whether a participant is in the chat. The numbers are stored and sent.</summary>
public enum Standing
{
    Active = 1,
    Left = 2,
    Removed = 3,
}

/// <summary>One join, leave, return or removal, and when (UTC).</summary>
[GenerateSerializer, Immutable, Alias("connectnow.stay-change")]
public sealed record MembershipChange(
    [property: Id(0)] EventKind Kind,
    [property: Id(1)] DateTimeOffset At);

/// <summary>One person in one chat, for good: who leaves and comes back is the same participant.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.participant")]
public sealed record Participant
{
    /// <summary>Unique within the service, random, [a-z0-9]{16}.</summary>
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string Surname { get; init; }

    /// <summary>Normalised; unique within the chat.</summary>
    [Id(3)] public required string Email { get; init; }

    /// <summary>True once the person has shown, by a code, that the address is theirs.</summary>
    [Id(4)] public bool Verified { get; init; }

    [Id(5)] public required Standing Standing { get; init; }

    /// <summary>
    /// The number of the event that began the current stay. Every credential bears the stay it was issued in, so that leaving ends
    /// all of them by the one commit that records it.
    /// </summary>
    [Id(6)] public required long Stay { get; init; }

    /// <summary>Every join, leave and return, oldest first.</summary>
    [Id(7)] public required ImmutableArray<MembershipChange> History { get; init; }

    /// <summary>The newest event this person has seen; 0 when none.</summary>
    [Id(8)] public long ReadUpTo { get; init; }

    /// <summary>
    /// When the last of this person's connections ended; null when never connected. Not set for a person who is here now.
    /// </summary>
    [Id(9)] public DateTimeOffset? LastSeen { get; init; }

    /// <summary>
    /// The join session that began the current stay, or proved the address in it: the same session asking again gets the same answer.
    /// </summary>
    [Id(10)] public string? JoinedBy { get; init; }

    /// <summary>What this person wants to be notified of. Their own affair: shown to nobody else.</summary>
    [Id(11)] public NotificationLevel Notifications { get; init; }

    /// <summary>
    /// The number of the event from which on the address was proven to be the person's: what they said before could have been said by
    /// anybody who had the chat's password. Null while it is not proven, and where it was before this was noted.
    /// </summary>
    [Id(12)] public long? VerifiedFrom { get; init; }

    /// <summary>
    /// The chat's company has put the person in and so vouches for who they are. That is its word, never the person's proof.
    /// </summary>
    [Id(13)] public bool Vouched { get; init; }

    /// <summary>
    /// Another person in the chat had this name, or one that looks the same, when the person took it: it is shown with the address.
    /// </summary>
    [Id(14)] public bool SameName { get; init; }

    public string FullName => Surname.Length == 0 ? Name : $"{Name} {Surname}";
}
