using System.Collections.Immutable;
using Orleans.Concurrency;

namespace ConnectNow.Chats;

/// <summary>How long the leases of frontends last.</summary>
public static class LeaseTimes
{
    /// <summary>How long a chat keeps a frontend that does not renew its lease.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    /// <summary>How often a frontend renews: well before the lease ends, and often enough that a lost frame shows soon.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
}

/// <summary>
/// A frontend, as the chats that it follows speak to it. A chat sends one frame at a time and waits for the answer, so the frames of one
/// chat come in order; those of different chats come side by side. A frame may be lost, come late, or come twice: its numbers show it.
/// </summary>
[Alias("connectnow.frontend")]
public interface IFrontend : IGrainObserver
{
    /// <summary>
    /// Takes a frame, and does not wait for the browsers it is for. Completes when the next one is welcome: frames that come in the
    /// meantime travel together.
    /// </summary>
    [AlwaysInterleave, ResponseTimeout("00:00:03"), Alias("accept")] Task Accept(ChatFrame frame);
}

/// <summary>What a chat publishes to a leasing frontend after a commit, or when something unnumbered changed.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-frame")]
public sealed record ChatFrame
{
    [Id(0)] public required string ChatId { get; init; }

    /// <summary>Ascending and gapless within the frame; empty when only unnumbered things changed.</summary>
    [Id(1)] public ImmutableArray<ChatEvent> Events { get; init; } = [];

    /// <summary>Participants whose record changed with these events.</summary>
    [Id(2)] public ImmutableArray<Participant> People { get; init; } = [];

    /// <summary>Who came or went. May be lost.</summary>
    [Id(3)] public ImmutableArray<PresenceChange> Presence { get; init; } = [];

    /// <summary>Who has read how far. May be lost.</summary>
    [Id(4)] public ImmutableArray<ReadMark> Reads { get; init; } = [];

    /// <summary>The chat was erased: close every connection.</summary>
    [Id(5)] public bool Erased { get; init; }
}

/// <summary>A person came (<paramref name="Here"/>) or went, and when they were last seen.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.presence-change")]
public sealed record PresenceChange(
    [property: Id(0)] string ParticipantId,
    [property: Id(1)] bool Here,
    [property: Id(2)] DateTimeOffset? LastSeen);

/// <summary>A person has seen every event up to <paramref name="UpTo"/>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.read-mark")]
public sealed record ReadMark([property: Id(0)] string ParticipantId, [property: Id(1)] long UpTo);

/// <summary>A frontend's wish to be told what happens in a chat, for <see cref="LeaseTimes.Duration"/>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.lease-request")]
public sealed record LeaseRequest
{
    [Id(0)] public required string FrontendId { get; init; }

    /// <summary>Participants with an open connection at this frontend: the whole set, each time.</summary>
    [Id(1)] public required ImmutableArray<string> Here { get; init; }

    /// <summary>Where the chat's frames go.</summary>
    [Id(2)] public required IFrontend Frontend { get; init; }
}

/// <summary>The chat's newest number: a reader with a lower one has missed something.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.lease")]
public sealed record Lease([property: Id(0)] long LastSeq);
