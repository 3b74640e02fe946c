using System.Collections.Immutable;

namespace ConnectNow.Joining;

/// <summary>
/// How many codes may be asked for and guessed at. Each of the three ways to get one (joining, signing in, a program's token) counts apart,
/// and each network before the address: what strangers ask for elsewhere takes nothing from whom it is about.
/// </summary>
public static class CodeLimits
{
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    /// <summary>Codes for one address asked for from one network.</summary>
    public static ImmutableArray<QuotaLimit> OfAddressHere { get; } = [Limit(3, Quarter)];

    /// <summary>Codes for one address asked for from everywhere.</summary>
    public static ImmutableArray<QuotaLimit> OfAddress { get; } = [Limit(30, Quarter)];

    /// <summary>Codes that who is signed in can always ask for in their own name, whatever strangers do.</summary>
    public static ImmutableArray<QuotaLimit> OfOwner { get; } = [Limit(3, Quarter)];

    /// <summary>Codes for all addresses asked for from one network.</summary>
    public static ImmutableArray<QuotaLimit> OfNetwork { get; } = [Limit(60, Quarter)];

    /// <summary>The same for an organisation's network around it.</summary>
    public static ImmutableArray<QuotaLimit> OfWiderNetwork { get; } = [Limit(480, Quarter)];

    /// <summary>Wrong codes of one network, for all addresses.</summary>
    public static GuessLimits Wrong { get; } = new() { Free = 30, Spare = 10 };

    /// <summary>The same for an organisation's network around it.</summary>
    public static GuessLimits WrongOfWiderNetwork { get; } = new() { Free = 240, Spare = 10 };

    private static QuotaLimit Limit(int most, TimeSpan within) => new() { Most = most, Within = within };
}
