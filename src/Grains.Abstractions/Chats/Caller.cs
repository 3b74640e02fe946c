namespace ConnectNow.Chats;

/// <summary>
/// On whose behalf a chat is asked something. The edge has checked the credential; the chat decides what it is good for, from its
/// own state, at the moment it acts: a participant who has left is refused whatever the credential says.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.caller")]
public sealed record Caller
{
    /// <summary>The participant, when one asks.</summary>
    [Id(0)] public string? ParticipantId { get; private init; }

    /// <summary>The stay the participant's credential was issued in.</summary>
    [Id(1)] public long Stay { get; private init; }

    /// <summary>The company, when its API token asks.</summary>
    [Id(2)] public string? CompanyId { get; private init; }

    public static Caller Participant(string participantId, long stay) => new() { ParticipantId = participantId, Stay = stay };

    public static Caller Company(string companyId) => new() { CompanyId = companyId };
}
