namespace ConnectNow.WebFrontend.Files;

/// <summary>What a body's content must hash to, as RFC 9530 says it: <c>sha-256=:BASE64:</c>, a byte sequence of RFC 8941.</summary>
internal static class ContentDigest
{
    private const string Algorithm = "sha-256";
    private const int Sha256Length = 32;

    /// <summary>
    /// The SHA-256 among the members of the header; null when there is none, more than one, or anything that is no such header.
    /// </summary>
    public static byte[]? Sha256Of(string? header)
    {
        byte[]? found = null;
        foreach (var member in (header ?? "").Split(','))
        {
            if (!TryRead(member.Trim(' ', '\t'), out var algorithm, out var bytes)) return null;
            if (algorithm != Algorithm) continue;
            if (found is not null || bytes.Length != Sha256Length) return null;
            found = bytes;
        }

        return found;
    }

    public static string Write(ReadOnlySpan<byte> sha256) => $"{Algorithm}=:{Convert.ToBase64String(sha256)}:";

    private static bool TryRead(string member, out string algorithm, out byte[] bytes)
    {
        (algorithm, bytes) = ("", []);
        var equals = member.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || member[(equals + 1)..] is not [':', .. var base64, ':']) return false;
        algorithm = member[..equals];
        if (!algorithm.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.' or '*') || !IsBase64(base64)) return false;
        bytes = Convert.FromBase64String(base64);
        return true;
    }

    /// <summary>Padded and without white space, which the framework's decoder would pass over.</summary>
    private static bool IsBase64(string text) =>
        text.Length % 4 == 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=') && System.Buffers.Text.Base64.IsValid(text);
}
