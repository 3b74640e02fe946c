using System.Collections.Immutable;

namespace ConnectNow.Grains.Joining;

/// <summary>A code that is out, good for the session that asked for it.</summary>
[GenerateSerializer, Immutable, Alias("connectnow.session-code")]
public sealed record SessionCode([property: Id(0)] string Session, [property: Id(1)] OneTimeCode Code)
{
    /// <summary>Where it was asked for, as a hash.</summary>
    [Id(2)] public string? Network { get; init; }

    /// <summary>Tries of all who neither have the session nor are in the network: they take none from who has.</summary>
    [Id(3)] public int StrangersTries { get; init; } = OneTimeCode.Tries;
}

/// <summary>The codes that are out for one address. Pure: each step returns the next ones.</summary>
internal static class SessionCodes
{
    private const int Most = 60;
    private const int SessionsOfOne = 3;

    /// <summary>
    /// For how long a code that is no longer valid is told apart from one that never existed: as long as for an address in no chat.
    /// </summary>
    public static readonly TimeSpan Remembered = OneTimeCode.Lifetime + TimeSpan.FromMinutes(5);

    /// <summary>With a new code of a session, in the place of its earlier one.</summary>
    public static ImmutableArray<SessionCode> With(this ImmutableArray<SessionCode> codes, SessionCode fresh, DateTimeOffset now) =>
        [.. codes.Where(known => known.Session != fresh.Session && known.IsRemembered(now)).TakeLast(Most - 1), fresh];

    /// <summary>
    /// With one more session for the newest code of the same network that is still good, with tries of its own; null when there is none.
    /// </summary>
    public static ImmutableArray<SessionCode>? Sharing(
        this ImmutableArray<SessionCode> codes, string session, string network, DateTimeOffset now)
    {
        var newest = codes.LastOrDefault(known => known.Network == network && known.Session != session && known.Code.IsUsable(now));
        if (newest is null || codes.Count(known => known.Code.Hash == newest.Code.Hash) >= SessionsOfOne) return null;
        return codes.With(newest with { Session = session, Code = newest.Code with { TriesLeft = OneTimeCode.Tries } }, now);
    }

    public static SessionCode? Of(this ImmutableArray<SessionCode> codes, string session, DateTimeOffset now) =>
        codes.FirstOrDefault(known => known.Session == session && known.IsRemembered(now));

    /// <summary>Without a code that was used: with all who share it.</summary>
    public static ImmutableArray<SessionCode> Without(this ImmutableArray<SessionCode> codes, SessionCode used) =>
        codes.RemoveAll(known => known.Code.Hash == used.Code.Hash);

    private static bool IsRemembered(this SessionCode code, DateTimeOffset now) =>
        now < code.Code.ExpiresAt - OneTimeCode.Lifetime + Remembered;
}
