using System.Globalization;
using ConnectNow.Chats;

namespace ConnectNow.Joining;

/// <summary>
/// One password has one spelling: NFKD (NIST SP 800-63B, 3.1.1.2, allows it or NFKC), without blanks and unseen characters at its ends,
/// which copying adds. Only that spelling is hashed. What was hashed before that was the rule is still found by the readings of what is
/// typed.
/// </summary>
public static class PasswordSpelling
{
    /// <summary>What is longer than any password with a slip of the hand around it is not looked at twice.</summary>
    private const int LongestRead = 4 * ChatLimits.MaxPasswordLength;

    /// <summary>
    /// Stands behind a link or a password in a sentence, seldom at the end of a password itself: no try tests two likely ones.
    /// </summary>
    private const string BehindALink = ".,;:)]}>\"'”’»」）】。、，；：…";

    /// <summary>Without what copying leaves at the ends; spelled as it was typed.</summary>
    public static string Trimmed(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        var text = password.AsSpan();
        while (text.Length > 0 && IsSlip(text[0])) text = text[1..];
        while (text.Length > 0 && IsSlip(text[^1])) text = text[..^1];
        return text.Length == password.Length ? password : text.ToString();
    }

    /// <summary>What is hashed.</summary>
    public static string Canonical(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return password.Length > LongestRead || !Utf16.IsWellFormed(password)
            ? password
            : Trimmed(CompatibilityForm.Of(Trimmed(password)));
    }

    /// <summary>
    /// What a person may have meant, each once, the likeliest first: one for most, since most passwords are spelled in one way. All of them
    /// are one try; they differ only in how one and the same password is written down, or in a mark of the sentence that it was copied
    /// from.
    /// </summary>
    public static IReadOnlyList<string> ReadingsOf(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (typed.Length > LongestRead || !Utf16.IsWellFormed(typed)) return [typed];
        var canonical = Canonical(typed);
        var trimmed = Trimmed(typed);
        return
        [
            .. new[]
            {
                canonical,
                // As it was hashed when every spelling was a password of its own.
                typed, trimmed,
                Trimmed(canonical.TrimEnd(BehindALink.ToCharArray())), Trimmed(trimmed.TrimEnd(BehindALink.ToCharArray())),
            }.Where(reading => reading.Length > 0 || typed.Length == 0).Distinct(StringComparer.Ordinal),
        ];
    }

    private static bool IsSlip(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
