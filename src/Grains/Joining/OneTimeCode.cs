using System.Security.Cryptography;
using System.Text;
using ConnectNow.Joining;

namespace ConnectNow.Grains.Joining;

/// <summary>
/// A code mailed to a person: 6 digits, single use, 10 minutes, 5 tries; kept only as a salted hash. Bound to the state it is
/// kept in (ASVS 5.0, 6.5 and 6.6). Pure: every step returns the code's next state.
/// </summary>
[GenerateSerializer, Immutable, Alias("connectnow.one-time-code")]
public sealed record OneTimeCode
{
    public const int Tries = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    [Id(0)] public required string Salt { get; init; }

    [Id(1)] public required string Hash { get; init; }

    [Id(2)] public required DateTimeOffset ExpiresAt { get; init; }

    [Id(3)] public int TriesLeft { get; init; } = Tries;

    /// <summary>Makes a code; the digits are for the mail and nothing else.</summary>
    public static (OneTimeCode Code, string Digits) Create(DateTimeOffset now)
    {
        var digits = RandomNumberGenerator.GetString("0123456789", 6);
        var salt = Secrets.NewSecret();
        return (new OneTimeCode { Salt = salt, Hash = HashOf(salt, digits), ExpiresAt = now + Lifetime }, digits);
    }

    public bool IsUsable(DateTimeOffset now) => TriesLeft > 0 && now < ExpiresAt;

    /// <summary>
    /// Tries digits as typed: blanks and dashes do not count, and a digit of any script is its value. Every try, right or wrong, uses one
    /// up.
    /// </summary>
    public (bool Right, OneTimeCode Next) Try(string? typed, DateTimeOffset now)
    {
        if (!IsUsable(now)) return (false, this);
        var digits = CodeDigits.Of(typed);
        var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(Salt, digits)), Encoding.ASCII.GetBytes(Hash));
        return (right, this with { TriesLeft = TriesLeft - 1 });
    }

    /// <summary>Why a try failed, for the person who typed it.</summary>
    public Refusal Refusal(DateTimeOffset now) => IsUsable(now)
        ? new Refusal(Reason.WrongCode) { TriesLeft = TriesLeft, Field = "code" }
        : new Refusal(Reason.CodeExpired) { Field = "code" };

    private static string HashOf(string salt, string digits) => Secrets.Hash($"{salt}:{digits}");
}
