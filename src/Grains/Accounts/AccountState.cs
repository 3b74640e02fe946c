using System.Collections.Immutable;
using ConnectNow.Grains.Joining;

namespace ConnectNow.Grains.Accounts;

/// <summary>What is stored of a person across chats.</summary>
[GenerateSerializer, Alias("connectnow.account-state")]
public sealed class AccountState
{
    [Id(0)] public int Version { get; set; } = 1;

    /// <summary>Normalised.</summary>
    [Id(1)] public string Email { get; set; } = "";

    [Id(2)] public ImmutableArray<AccountChat> Chats { get; set; } = [];

    [Id(3)] public ImmutableArray<DateTimeOffset> CodesMailed { get; set; } = [];

    /// <summary>Codes that are out, each bound to the browser session that asked for it.</summary>
    [Id(4)] public ImmutableArray<SessionCode> Codes { get; set; } = [];

    /// <summary>Sessions that have signed in and may still say which chats are theirs.</summary>
    [Id(5)] public ImmutableArray<Choosing> Choosing { get; set; } = [];
}

[GenerateSerializer, Immutable, Alias("connectnow.account-chat")]
public sealed record AccountChat([property: Id(0)] string ChatId, [property: Id(1)] string ParticipantId)
{
    /// <summary>The address was proven in this chat.</summary>
    [Id(2)] public bool Proven { get; init; }
}

[GenerateSerializer, Immutable, Alias("connectnow.choosing")]
public sealed record Choosing([property: Id(0)] string Session, [property: Id(1)] DateTimeOffset Until);
