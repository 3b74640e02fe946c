using System.Collections.Immutable;

namespace ConnectNow.Chats;

/// <summary>What a chat is, without what was said in it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-description")]
public sealed record ChatDescription
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    [Id(2)] public required string CompanyId { get; init; }

    [Id(3)] public required string CompanyName { get; init; }

    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(5)] public required bool Closed { get; init; }

    /// <summary>How many may be in the chat at once, by the company's plan of this moment.</summary>
    [Id(6)] public required int PeopleLimit { get; init; }

    /// <summary>How many are in the chat.</summary>
    [Id(7)] public required int People { get; init; }

    [Id(8)] public required long LastSeq { get; init; }

    [Id(9)] public required long Messages { get; init; }

    /// <summary>Bytes of the largest file that can be sent, by the company's plan of this moment.</summary>
    [Id(10)] public required long FileLimit { get; init; }

    /// <summary>
    /// Another one with every change of the password, so that a device knows whether the one it keeps still opens the chat. Tells nothing
    /// of the password. Null: devices may not keep it.
    /// </summary>
    [Id(11)] public string? PasswordMark { get; init; }
}

/// <summary>All a client needs to show a chat and to follow it from <see cref="LastSeq"/> on.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-snapshot")]
public sealed record ChatSnapshot
{
    [Id(0)] public required ChatDescription Chat { get; init; }

    /// <summary>
    /// Everyone who is in the chat or is named in <see cref="Events"/>, and the <see cref="ChatLimits.PastPeople"/> who left last.
    /// </summary>
    [Id(1)] public required ImmutableArray<Participant> People { get; init; }

    /// <summary>Ids of those with at least one open connection.</summary>
    [Id(2)] public required ImmutableArray<string> Here { get; init; }

    /// <summary>Ascending. What followed the number the client named, or, after a <see cref="Reset"/>, the newest page.</summary>
    [Id(3)] public required ImmutableArray<ChatEvent> Events { get; init; }

    [Id(4)] public required long LastSeq { get; init; }

    /// <summary>True when <see cref="Events"/> is a fresh page: the client throws away what it has.</summary>
    [Id(5)] public required bool Reset { get; init; }
}

/// <summary>A run of events, ascending and without a gap.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.history-page")]
public sealed record HistoryPage
{
    [Id(0)] public required ImmutableArray<ChatEvent> Events { get; init; }

    /// <summary>Whether older events exist.</summary>
    [Id(1)] public required bool HasMore { get; init; }

    /// <summary>The authors and subjects of the events.</summary>
    [Id(2)] public ImmutableArray<Participant> People { get; init; } = [];
}

/// <summary>One page of messages for the REST API: deleted ones and other events are left out.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.message-page")]
public sealed record MessagePage
{
    [Id(0)] public required ImmutableArray<ChatEvent> Messages { get; init; }

    [Id(1)] public required bool HasMore { get; init; }

    /// <summary>The authors.</summary>
    [Id(2)] public required ImmutableArray<Participant> People { get; init; }

    /// <summary>By number: the last one that was looked at, from which the next page goes on. Null for a page that was counted.</summary>
    [Id(3)] public long? LookedAt { get; init; }
}

/// <summary>
/// Which messages, ascending by number: a page from 1, or, with <see cref="AfterSeq"/> or <see cref="BeforeSeq"/>, those nearest to a
/// number.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.message-query")]
public sealed record MessageQuery
{
    [Id(0)] public required int Page { get; init; }

    [Id(1)] public required int PerPage { get; init; }

    /// <summary>Only messages strictly before this time.</summary>
    [Id(2)] public DateTimeOffset? Before { get; init; }

    /// <summary>Only messages strictly after this time.</summary>
    [Id(3)] public DateTimeOffset? After { get; init; }

    /// <summary>The first messages with a greater number; then pages are not counted.</summary>
    [Id(4)] public long? AfterSeq { get; init; }

    /// <summary>The last messages with a smaller number; together with <see cref="AfterSeq"/> the first of those between.</summary>
    [Id(5)] public long? BeforeSeq { get; init; }
}

/// <summary>A message the chat has accepted: durable when this is returned.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.sent")]
public sealed record Sent([property: Id(0)] long Seq, [property: Id(1)] DateTimeOffset At, [property: Id(2)] bool Duplicate);

/// <summary>A participant let into the chat: durable when this is returned.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.admission")]
public sealed record Admission([property: Id(0)] Participant Participant, [property: Id(1)] long Seq);
