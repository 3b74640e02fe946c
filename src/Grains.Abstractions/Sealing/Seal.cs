using System.Security.Cryptography;
using System.Text;

namespace ConnectNow.Sealing;

/// <summary>
/// Secrets that this deployment knows as its own by a hash, before anybody is asked whether they are good: a made-up one costs that hash,
/// and activates no grain. A sealed secret has the form of every other (<see cref="Secrets.IsSecret"/>): 130 random bits, and 30 of an HMAC
/// over them and over whose it is.
/// </summary>
/// <remarks>
/// The seal says where a secret comes from, never that it is still good. Secrets of builds that sealed none have no seal and may be good.
/// </remarks>
public sealed class Seal(IGrainFactory grains)
{
    private const int RandomLength = 26;
    private const int SecretLength = 32;

    private Task<byte[]>? _key;

    /// <summary>A new secret of an owner.</summary>
    public async Task<string> NewSecret(string owner)
    {
        var random = Secrets.NewSecret()[..RandomLength];
        return random + MarkOf(await Key(), owner, random);
    }

    /// <summary>The sealed secret that stands for one without a seal: always the same one.</summary>
    public async Task<string> Resealed(string owner, string secret)
    {
        var key = await Key();
        var random = Characters(Mac(key, "reseal", owner, secret), RandomLength);
        return random + MarkOf(key, owner, random);
    }

    /// <summary>Whether this deployment has made the secret, for this owner.</summary>
    public async Task<bool> IsOn(string owner, string secret)
    {
        if (secret.Length != SecretLength) return false;
        var mark = MarkOf(await Key(), owner, secret[..RandomLength]);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(mark), Encoding.UTF8.GetBytes(secret[RandomLength..]));
    }

    /// <summary>
    /// A name for something that is personal (an address, a network), fit for the name of a grain and for a log: who has a list of all
    /// addresses and not the key can't find out whose it is. 64 lower-case hex digits.
    /// </summary>
    public async Task<string> NameOf(string kind, string personal) => Convert.ToHexStringLower(Mac(await Key(), "name", kind, personal));

    private static string MarkOf(byte[] key, string owner, string random) =>
        Characters(Mac(key, "seal", owner, random), SecretLength - RandomLength);

    private static byte[] Mac(byte[] key, string purpose, string owner, string text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\0{owner}\0{text}"));

    /// <summary>Five bits of each byte.</summary>
    private static string Characters(byte[] bytes, int count) => string.Create(count, bytes, static (text, from) =>
    {
        for (var index = 0; index < text.Length; index++) text[index] = Secrets.Alphabet[from[index] & 31];
    });

    /// <summary>Asked for once. One that could not be had is asked for again.</summary>
    private async Task<byte[]> Key()
    {
        var known = _key;
        if (known is { IsCompletedSuccessfully: true }) return known.Result;
        var key = await grains.GetGrain<ISealKeyGrain>(ISealKeyGrain.Key).Read();
        _key = Task.FromResult(key);
        return key;
    }
}
