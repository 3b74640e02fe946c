using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace ConnectNow.Grains.Notifications;

/// <summary>Voluntary Application Server Identification (RFC 8292): a JWT signed with ES256, for one push service and some hours.</summary>
internal static class VapidToken
{
    /// <summary>How long a token lasts: at most 24 hours are allowed (section 2).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>The value of the header <c>Authorization</c> (section 3).</summary>
    public static string Header(ECDsa key, string audience, string subject, DateTimeOffset expires) =>
        $"vapid t={Sign(key, audience, subject, expires)}, k={PublicKeyOf(key)}";

    /// <summary>An uncompressed point in base64url, as browsers take it and push services compare it.</summary>
    public static string PublicKeyOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return Base64Url.EncodeToString([4, .. point.X!, .. point.Y!]);
    }

    private static string Sign(ECDsa key, string audience, string subject, DateTimeOffset expires)
    {
        var signed = $"{Encode(new { typ = "JWT", alg = "ES256" })}.{Encode(new { aud = audience, exp = expires.ToUnixTimeSeconds(), sub = subject })}";
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
