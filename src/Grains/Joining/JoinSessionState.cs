using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>What is stored of an attempt to get into a chat. Written only once the password was right: guessing costs no storage.</summary>
[GenerateSerializer, Alias("connectnow.join-session-state")]
public sealed class JoinSessionState : IExpires
{
    /// <summary>What it is kept under.</summary>
    public const string Name = "join-session";

    /// <summary>From its first write until it expires.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    [Id(0)] public int Version { get; set; } = 1;

    [Id(1)] public string ChatId { get; set; } = "";

    /// <summary>The chat's password hash that the password was right for: when the chat has another one, the attempt is over.</summary>
    [Id(2)] public string PasswordHash { get; set; } = "";

    [Id(3)] public DateTimeOffset? ExpiresAt { get; set; }

    [Id(4)] public JoinStep Step { get; set; } = JoinStep.Password;

    [Id(5)] public PersonDetails? Person { get; set; }

    /// <summary>The code sent to <see cref="Person"/>'s address, if one was.</summary>
    [Id(6)] public OneTimeCode? Code { get; set; }

    [Id(7)] public DateTimeOffset? ResendAt { get; set; }

    /// <summary>True once the code was typed in right: the address is the person's.</summary>
    [Id(8)] public bool Proven { get; set; }

    [Id(9)] public string? ParticipantId { get; set; }

    /// <summary>The mail that carries <see cref="Code"/>; null where an older build has mailed it.</summary>
    [Id(20)] public Guid? Letter { get; set; }
}
