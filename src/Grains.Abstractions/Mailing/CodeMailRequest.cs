namespace ConnectNow.Mailing;

/// <summary>What a code is for.</summary>
public enum CodePurpose
{
    /// <summary>To come back into a chat.</summary>
    Joining = 1,

    /// <summary>To give a program a token for a chat.</summary>
    Token = 2,

    /// <summary>To log in to all of one's chats.</summary>
    SignIn = 3,
}

/// <summary>
/// The facts of a mail that carries a code; the mail itself is written when it is sent. It holds the code and an address: kept until the
/// mail is sent or the code has expired, and never logged.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.code-letter")]
public sealed record CodeMailRequest
{
    /// <summary>Names the mail: enqueued twice, it is one.</summary>
    [Id(0)] public required Guid Id { get; init; }

    /// <summary>What the code is bound to. A newer mail of the same topic takes the place of an older one that still waits.</summary>
    [Id(1)] public required string Topic { get; init; }

    [Id(2)] public required CodePurpose Purpose { get; init; }

    /// <summary>The address, normalised.</summary>
    [Id(3)] public required string To { get; init; }

    /// <summary>The person's name; may be empty.</summary>
    [Id(4)] public string ToName { get; init; } = "";

    [Id(5)] public required string Code { get; init; }

    /// <summary>The chat that asks; empty when none does.</summary>
    [Id(6)] public string Chat { get; init; } = "";

    /// <summary>The chat's company; likewise.</summary>
    [Id(7)] public string Company { get; init; } = "";

    [Id(8)] public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When the code is worth nothing any more: from then on the mail is never sent.</summary>
    [Id(9)] public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The tag of the language of the person who asked; null: English.</summary>
    [Id(10)] public string? Language { get; init; }

    /// <summary>The id and nothing else, wherever it is written.</summary>
    public override string ToString() => $"mail {Id:N}";
}
