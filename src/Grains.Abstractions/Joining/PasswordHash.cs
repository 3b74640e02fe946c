using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>
/// Passwords as stored: PBKDF2 with HMAC-SHA-512 (ASVS 5.0, 11.4.2), as <c>pbkdf2-sha512$iterations$salt$key</c> in base 64.
/// That costs some 100 ms of a core: <see cref="HashTurns"/> says when, and guessing must be slowed first. A password that we made has 75
/// random bits, which nobody guesses however fast a hash is: it is kept as <c>sha512-generated$salt$key</c>.
/// </summary>
public static class PasswordHash
{
    private const string Scheme = "pbkdf2-sha512";
    private const string GeneratedScheme = "sha512-generated";
    private const int Iterations = 210_000;
    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>A hash that no password matches: checking against it takes the same time as against a real one.</summary>
    public static string OfNothing { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Scheme}${Iterations}${Convert.ToBase64String(new byte[SaltBytes])}${Convert.ToBase64String(new byte[KeyBytes])}");

    public static string Create(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var key = Derive(PasswordSpelling.Canonical(password), salt, Iterations);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(key)}");
    }

    /// <summary>The hash of a password of <see cref="ChatPassword.Generate"/>, and of no other.</summary>
    public static string CreateForGenerated(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return $"{GeneratedScheme}${Convert.ToBase64String(salt)}${Convert.ToBase64String(Digest(password, salt))}";
    }

    /// <summary>Whether it is the hash of a password that we made.</summary>
    public static bool IsGenerated(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.StartsWith($"{GeneratedScheme}$", StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether a password is meant, however it is spelled (<see cref="PasswordSpelling"/>): one derivation for most, some for what can be
    /// read in some ways.
    /// </summary>
    /// <exception cref="FormatException">The hash is none of ours.</exception>
    public static bool Verify(string password, string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        var parts = hash.Split('$');
        if (parts is [GeneratedScheme, var fastSalt, var digest])
        {
            var (fast, right) = (Convert.FromBase64String(fastSalt), Convert.FromBase64String(digest));
            return PasswordSpelling.ReadingsOf(password)
                .Any(reading => CryptographicOperations.FixedTimeEquals(Digest(reading, fast), right));
        }

        if (parts is not [Scheme, var iterations, var salt, var key]) throw new FormatException("Not a password hash of this service.");
        var (saltBytes, keyBytes, rounds) = (Convert.FromBase64String(salt), Convert.FromBase64String(key), int.Parse(iterations, CultureInfo.InvariantCulture));
        return PasswordSpelling.ReadingsOf(password)
            .Any(reading => CryptographicOperations.FixedTimeEquals(Derive(reading, saltBytes, rounds), keyBytes));
    }

    private static byte[] Digest(string password, byte[] salt) => HMACSHA512.HashData(salt, Encoding.UTF8.GetBytes(password));

    private static byte[] Derive(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, KeyBytes);
}
