using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConnectNow.Grains.Notifications;

/// <summary>
/// Encrypts what is pushed so that only the subscriber's browser can read it: RFC 8291 (Message Encryption for Web Push) over the
/// content coding <c>aes128gcm</c> of RFC 8188, in one record.
/// </summary>
/// <remarks>Content is padded to steps of 512 bytes: its length tells the push service next to nothing.</remarks>
internal static class MessageEncryption
{
    /// <summary>The largest body that every push service takes (RFC 8030, section 7.2).</summary>
    public const int MaxBodyLength = 4_096;

    /// <summary>The longest content (RFC 8291, section 4).</summary>
    public const int MaxContentLength = MaxBodyLength - HeaderLength - TagLength - 1;

    private const int SaltLength = 16;
    private const int KeyLength = 16;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = SaltLength + 4 + 1 + PushKeys.PublicKeyLength;
    private const int PaddingStep = 512;

    /// <summary>Marks the end of the content in the last record; zeros follow (RFC 8188, section 2).</summary>
    private const byte LastRecord = 2;

    /// <summary>A whole body, ready to be sent.</summary>
    /// <exception cref="ArgumentException">The content is longer than <see cref="MaxContentLength"/>.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> content, PushKeys keys)
    {
        using var sender = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        Span<byte> salt = stackalloc byte[SaltLength];
        RandomNumberGenerator.Fill(salt);
        var stepped = (content.Length + PaddingStep) / PaddingStep * PaddingStep;
        return Encrypt(content, keys, sender, salt, Math.Min(stepped, MaxContentLength + 1));
    }

    /// <summary>With a key pair, a salt and a length of choice: only test vectors know them beforehand.</summary>
    /// <param name="content">What the browser reads.</param>
    /// <param name="keys">The browser's.</param>
    /// <param name="sender">A key pair for this one message.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="paddedLength">Length of content, its end mark and padding together.</param>
    internal static byte[] Encrypt(
        ReadOnlySpan<byte> content, PushKeys keys, ECDiffieHellman sender, ReadOnlySpan<byte> salt, int paddedLength)
    {
        if (content.Length > MaxContentLength) throw new ArgumentException($"At most {MaxContentLength} bytes can be pushed.", nameof(content));
        var senderKey = PointOf(sender);
        Span<byte> key = stackalloc byte[KeyLength];
        Span<byte> nonce = stackalloc byte[NonceLength];
        DeriveContentKey(KeyingMaterial(keys, sender, senderKey), salt, key, nonce);

        var body = new byte[HeaderLength + paddedLength + TagLength];
        WriteHeader(body, salt, senderKey);
        Span<byte> record = new byte[paddedLength];
        content.CopyTo(record);
        record[content.Length] = LastRecord;
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(nonce, record, body.AsSpan(HeaderLength, paddedLength), body.AsSpan(HeaderLength + paddedLength));
        return body;
    }

    /// <summary>RFC 8291, section 3.4: the shared secret, mixed with the browser's secret and both public keys.</summary>
    private static byte[] KeyingMaterial(PushKeys keys, ECDiffieHellman sender, byte[] senderKey)
    {
        using var receiver = keys.Import();
        var shared = sender.DeriveRawSecretAgreement(receiver.PublicKey);
        byte[] info = [.. "WebPush: info\0"u8, .. keys.PublicKey, .. senderKey];
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, keys.Secret, info);
    }

    /// <summary>RFC 8188, sections 2.2 and 2.3; the first record's nonce is the derived one itself.</summary>
    private static void DeriveContentKey(byte[] keyingMaterial, ReadOnlySpan<byte> salt, Span<byte> key, Span<byte> nonce)
    {
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keyingMaterial, key, salt, "Content-Encoding: aes128gcm\0"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keyingMaterial, nonce, salt, "Content-Encoding: nonce\0"u8);
    }

    /// <summary>RFC 8188, section 2.1: salt, record size, and the sender's public key as the key's id.</summary>
    private static void WriteHeader(Span<byte> body, ReadOnlySpan<byte> salt, byte[] senderKey)
    {
        salt.CopyTo(body);
        BinaryPrimitives.WriteUInt32BigEndian(body[SaltLength..], MaxBodyLength);
        body[SaltLength + 4] = (byte)senderKey.Length;
        senderKey.CopyTo(body[(SaltLength + 5)..]);
    }

    private static byte[] PointOf(ECDiffieHellman key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return [4, .. point.X!, .. point.Y!];
    }
}
