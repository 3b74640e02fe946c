using System.Security.Cryptography;
using System.Text;

namespace ConnectNow;

/// <summary>Ids, secrets and their hashes. Everything random comes from the system's CSPRNG.</summary>
public static class Secrets
{
    internal const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>80 random bits as 16 characters of Crockford's base 32: for ids that must not be guessable in passing.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Alphabet, 16);

    /// <summary>160 random bits as 32 characters (ASVS 5.0, 7.2.3 asks for 128).</summary>
    public static string NewSecret() => RandomNumberGenerator.GetString(Alphabet, 32);

    /// <summary>Whether a text has the form of an id. What has not never reaches a grain.</summary>
    public static bool IsId(string? text) => text is { Length: 16 } && text.All(Alphabet.Contains);

    /// <summary>Whether a text has the form of a secret.</summary>
    public static bool IsSecret(string? text) => text is { Length: 32 } && text.All(Alphabet.Contains);

    /// <summary>SHA-256 in lower-case hex: enough for secrets with 128 bits and more, never for passwords or codes.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
