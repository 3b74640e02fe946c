using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ConnectNow.Grains.Notifications;

/// <summary>What a browser gave to encrypt for it with (RFC 8291, section 3.2): its public key and its authentication secret.</summary>
internal sealed record PushKeys(byte[] PublicKey, byte[] Secret)
{
    /// <summary>An uncompressed point on P-256.</summary>
    public const int PublicKeyLength = 65;

    public const int SecretLength = 16;

    /// <summary>From base64url; the key must be a point that lies on the curve.</summary>
    public static bool TryRead(string? publicKey, string? secret, [NotNullWhen(true)] out PushKeys? keys)
    {
        keys = null;
        if (Decode(publicKey, PublicKeyLength) is not { } point || Decode(secret, SecretLength) is not { } auth || !IsOnCurve(point)) return false;
        keys = new PushKeys(point, auth);
        return true;
    }

    /// <summary>The key to agree with.</summary>
    /// <exception cref="CryptographicException">It is no point on the curve.</exception>
    public ECDiffieHellman Import() => Import(PublicKey);

    private static ECDiffieHellman Import(byte[] point) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = point[1..33], Y = point[33..] },
    });

    private static bool IsOnCurve(byte[] point)
    {
        const byte uncompressed = 4;
        if (point[0] != uncompressed) return false;
        try
        {
            using var key = Import(point);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? Decode(string? text, int length)
    {
        // With room for padding, which some libraries send.
        if (text is null || text.Length > ((length + 2) / 3 * 4)) return null;
        var bytes = new byte[length];
        return Base64Url.IsValid(text, out var decoded) && decoded == length && Base64Url.TryDecodeFromChars(text, bytes, out _) ? bytes : null;
    }
}
