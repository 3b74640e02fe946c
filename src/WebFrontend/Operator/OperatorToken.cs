using System.Security.Cryptography;
using System.Text;
using ConnectNow.Configuration;

namespace ConnectNow.WebFrontend.Operator;

/// <summary>The credential of the operator of this service. Only its hash is kept.</summary>
internal sealed class OperatorToken
{
    private const int MinLength = 32;
    private const string Key = "Operator:Token";

    private readonly byte[] _hash;

    private OperatorToken(string token) => _hash = HashOf(token);

    /// <summary>Changes with the token: sessions of an earlier one are no longer valid.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(_hash));

    /// <summary>The token that is set; null when none is, and then there is nothing for an operator.</summary>
    public static OperatorToken? Read(SettingsReader settings)
    {
        if (settings.Text(Key) is not { } token) return null;
        // Its value is a secret, also where it is wrong.
        if (token.Length < MinLength) settings.Wrong($"{SettingsReader.PathOf(Key)} is too short; it must have at least {MinLength} characters, chosen at random.");
        return new OperatorToken(token);
    }

    /// <summary>Takes as long for a token that is nearly right as for any other.</summary>
    public bool Is(string? token) => token is not null && CryptographicOperations.FixedTimeEquals(HashOf(token), _hash);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
