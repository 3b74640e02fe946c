using System.Globalization;
using System.Security.Cryptography;

namespace ConnectNow.Joining;

/// <summary>
/// Passwords as stored: PBKDF2 with HMAC-SHA-512 (ASVS 5.0, 11.4.2), as <c>pbkdf2-sha512$iterations$salt$key</c> in base 64.
/// Both methods cost some 100 ms of a core: call them off a grain's scheduler, and only after guessing was throttled.
/// </summary>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha512";
    private const int Iterations = 210_000;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>A hash that no password matches: checking against it takes the same time as against a real one.</summary>
    public static string OfNothing { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Scheme}${Iterations}${Convert.ToBase64String(new byte[SaltBytes])}${Convert.ToBase64String(new byte[KeyBytes])}");

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var key = Derive(password, salt, Iterations);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}");
    }

    /// <exception cref="FormatException">The hash is none of ours.</exception>
    public static bool Verify(string password, string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        var parts = hash.Split('$');
        if (parts is not [Scheme, var iterations, var salt, var key]) throw new FormatException("Not a password hash of this service.");
        var derived = Derive(password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture));
        return CryptographicOperations.FixedTimeEquals(derived, Convert.FromBase64String(key));
    }

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, KeyBytes);
}
