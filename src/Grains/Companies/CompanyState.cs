using System.Collections.Immutable;
using ConnectNow.Companies;

namespace ConnectNow.Grains.Companies;

/// <summary>What is stored of a company.</summary>
[GenerateSerializer, Alias("connectnow.company-state")]
public sealed class CompanyState
{
    [Id(0)] public int Version { get; set; } = 1;

    [Id(1)] public string Name { get; set; } = "";

    [Id(2)] public string Plan { get; set; } = "";

    [Id(3)] public DateTimeOffset CreatedAt { get; set; }

    [Id(4)] public string? OwnerId { get; set; }

    [Id(5)] public ImmutableArray<ApiToken> Tokens { get; set; } = [];

    /// <summary>Bounded by the plan.</summary>
    [Id(6)] public ImmutableArray<CompanyChat> Chats { get; set; } = [];

    /// <summary>Companies whose <see cref="OwnerId"/> this one is.</summary>
    [Id(7)] public ImmutableArray<string> Owned { get; set; } = [];

    /// <summary>Chats of companies below this one that its plan pays for.</summary>
    [Id(8)] public ImmutableArray<string> ChatsOfOthers { get; set; } = [];
}

/// <summary>An API token, as a hash.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.api-token")]
public sealed record ApiToken(
    [property: Id(0)] string SecretHash,
    [property: Id(1)] string Label,
    [property: Id(2)] DateTimeOffset CreatedAt);
