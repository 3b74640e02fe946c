using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ConnectNow.WebFrontend.Tests.Notifications;

/// <summary>What a push service does with <c>Authorization</c> (RFC 8292).</summary>
internal static class Vapid
{
    private const string Scheme = "vapid t=";

    /// <summary>Checks scheme, key, algorithm and signature, and returns the claims.</summary>
    public static JsonNode Verify(string authorization, string publicKey)
    {
        Assert.StartsWith(Scheme, authorization, StringComparison.Ordinal);
        var parts = authorization[Scheme.Length..].Split(", k=");
        Assert.Equal(publicKey, parts[1]);
        var token = parts[0].Split('.');
        Assert.Equal("ES256", JsonNode.Parse(Base64Url.DecodeFromChars(token[0]))!["alg"]!.ToString());
        var point = Base64Url.DecodeFromChars(publicKey);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } });
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256), "the signature is right");
        return JsonNode.Parse(Base64Url.DecodeFromChars(token[1]))!;
    }
}
