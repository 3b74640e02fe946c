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
}

[GenerateSerializer, Immutable, Alias("connectnow.account-chat")]
public sealed record AccountChat([property: Id(0)] string ChatId, [property: Id(1)] string ParticipantId);

[GenerateSerializer, Immutable, Alias("connectnow.session-code")]
public sealed record SessionCode([property: Id(0)] string Session, [property: Id(1)] OneTimeCode Code);
