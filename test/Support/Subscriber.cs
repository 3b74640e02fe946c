using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace ConnectNow.Support;

/// <summary>
/// A browser that has subscribed: the receiving half of RFC 8291 and RFC 8188, written apart from the sending half and held to the
/// same RFCs' examples, so that the two can't be wrong together.
/// </summary>
public sealed class Subscriber : IDisposable
{
    private const int TagLength = 16;

    private readonly ECDiffieHellman _key;
    private readonly byte[] _secret;

    public Subscriber() : this(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16))
    {
    }

    public Subscriber(ECDiffieHellman key, byte[] secret) => (_key, _secret) = (key, secret);

    /// <summary>As <c>PushSubscription.getKey("p256dh")</c>, in base64url.</summary>
    public string P256dh => Base64Url.EncodeToString(Point(_key));

    public string Auth => Base64Url.EncodeToString(_secret);

    /// <summary>A key pair from base64url, as the RFCs print them.</summary>
    public static ECDiffieHellman Key(string privateKey, string publicKey)
    {
        var point = Base64Url.DecodeFromChars(publicKey);
        return ECDiffieHellman.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = Base64Url.DecodeFromChars(privateKey),
            Q = new ECPoint { X = point[1..33], Y = point[33..] },
        });
    }

    /// <summary>What was sent to this browser.</summary>
    public byte[] Decrypt(ReadOnlySpan<byte> body)
    {
        var keyId = body.Slice(21, body[20]).ToArray();
        using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = keyId[1..33], Y = keyId[33..] } });
        var shared = _key.DeriveRawSecretAgreement(sender.PublicKey);
        var extracted = HMACSHA256.HashData(_secret, shared);
        var material = Mac(extracted, [.. "WebPush: info\0"u8, .. Point(_key), .. keyId, 1]);
        return Decode(body, material);
    }

    /// <summary>The content coding <c>aes128gcm</c>, with any number of records.</summary>
    /// <exception cref="InvalidDataException">A record ends with the wrong delimiter.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> body, byte[] keyingMaterial)
    {
        var extracted = HMACSHA256.HashData(body[..16], keyingMaterial);
        var key = Mac(extracted, [.. "Content-Encoding: aes128gcm\0"u8, 1])[..16];
        var nonce = Mac(extracted, [.. "Content-Encoding: nonce\0"u8, 1])[..12];
        var size = (int)BinaryPrimitives.ReadUInt32BigEndian(body[16..]);
        var records = body[(21 + body[20])..];
        var content = new List<byte>();
        using var cipher = new AesGcm(key, TagLength);
        for (uint number = 0; records.Length > 0; number++)
        {
            var record = records[..Math.Min(size, records.Length)];
            records = records[record.Length..];
            var own = (byte[])nonce.Clone();
            BinaryPrimitives.WriteUInt32BigEndian(own.AsSpan(8), BinaryPrimitives.ReadUInt32BigEndian(own.AsSpan(8)) ^ number);
            var plain = new byte[record.Length - TagLength];
            cipher.Decrypt(own, record[..^TagLength], record[^TagLength..], plain);
            var end = plain.AsSpan().LastIndexOfAnyExcept((byte)0);
            var delimiter = records.Length == 0 ? 2 : 1;
            if (plain[end] != delimiter) throw new InvalidDataException($"Record {number} ends with {plain[end]} instead of {delimiter} (RFC 8188, 2).");
            content.AddRange(plain[..end]);
        }

        return [.. content];
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Mac(byte[] key, byte[] text) => HMACSHA256.HashData(key, text);

    private static byte[] Point(ECDiffieHellman key)
    {
        var point = key.ExportParameters(false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}
