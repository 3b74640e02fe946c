using System.Collections.Immutable;

namespace ConnectNow.Chats;

/// <summary>Names of the streams on which chats speak to frontends.</summary>
public static class Fanout
{
    /// <summary>The Orleans stream provider.</summary>
    public const string Provider = "fanout";

    /// <summary>The namespace of the streams; the key is <c>{frontendId}/{lane}</c>.</summary>
    public const string Namespace = "frontend";

    /// <summary>How many streams a frontend owns. A chat always travels on the same one, so its order holds.</summary>
    public const int Lanes = 4;

    /// <summary>How long a chat keeps a frontend that does not renew its lease.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);

    /// <summary>How often a frontend renews: well before the lease ends, and often enough that a lost event shows soon.</summary>
    public static readonly TimeSpan LeaseRenewal = TimeSpan.FromSeconds(5);

    public static string StreamKey(string frontendId, int lane) => $"{frontendId}/{lane}";

    /// <summary>The lane of a chat: stable across processes and releases (FNV-1a over the id).</summary>
    public static int LaneOf(string chatId)
    {
        ArgumentNullException.ThrowIfNull(chatId);
        var hash = 2166136261u;
        foreach (var c in chatId) hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash % Lanes);
    }
}

/// <summary>What a chat publishes to a leasing frontend after a commit, or when something unnumbered changed.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.chat-frame")]
public sealed record ChatFrame
{
    [Id(0)] public required string ChatId { get; init; }

    /// <summary>Ascending and gapless within the frame; empty when only unnumbered things changed.</summary>
    [Id(1)] public ImmutableArray<ChatEvent> Events { get; init; } = [];

    /// <summary>Participants whose record changed with these entries.</summary>
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

/// <summary>A person has seen every entry up to <paramref name="UpTo"/>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.read-mark")]
public sealed record ReadMark([property: Id(0)] string ParticipantId, [property: Id(1)] long UpTo);

/// <summary>A frontend's wish to be told what happens in a chat, for <see cref="Fanout.LeaseDuration"/>.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.lease-request")]
public sealed record LeaseRequest
{
    [Id(0)] public required string FrontendId { get; init; }

    /// <summary>Participants with an open connection at this frontend: the whole set, each time.</summary>
    [Id(1)] public required ImmutableArray<string> Here { get; init; }
}

/// <summary>The chat's newest number: whoever has less has missed something.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.lease")]
public sealed record Lease([property: Id(0)] long LastSeq);
