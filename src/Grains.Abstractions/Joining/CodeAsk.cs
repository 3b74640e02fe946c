namespace ConnectNow.Joining;

/// <summary>A person asks for a code.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.code-ask")]
public sealed record CodeAsk
{
    /// <summary>Names who asks: the hash of a secret that they alone have. The code is good for them alone.</summary>
    [Id(0)] public required string Session { get; init; }

    /// <summary>Names the network they ask from, as a hash.</summary>
    [Id(1)] public required string Network { get; init; }

    /// <summary>
    /// Whether one more code may be mailed; if not, one that was asked for from the same network and is still good works here too.
    /// </summary>
    [Id(2)] public required bool MayMail { get; init; }

    /// <summary>The address, normalised; empty where the callee knows it.</summary>
    [Id(3)] public string Email { get; init; } = "";
}

/// <summary>A person types a code in.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.code-try")]
public sealed record CodeTry
{
    /// <summary>As in <see cref="CodeAsk.Session"/>; null for a program that does not say.</summary>
    [Id(0)] public string? Session { get; init; }

    /// <summary>As in <see cref="CodeAsk.Network"/>.</summary>
    [Id(1)] public string Network { get; init; } = "";

    [Id(2)] public required string Code { get; init; }
}
