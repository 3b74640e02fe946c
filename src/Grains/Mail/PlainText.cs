using System.Globalization;
using System.Text;

namespace ConnectNow.Grains.Mail;

/// <summary>
/// Names that people chose, made harmless for a mail. They were checked on the way in; a mail goes to a person who does not know them yet.
/// </summary>
internal static class PlainText
{
    /// <summary>The longest name that a person can join with.</summary>
    private const int LongestName = 200;

    /// <summary>Unseen, and enough for mail programs not to find an address in a name.</summary>
    private const char WordJoiner = '\u2060';

    /// <summary>
    /// One line: control characters are blanks, marks that turn the direction of what follows are gone, and it has an end.
    /// </summary>
    public static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (TurnsDirection(rune)) continue;
            line.Append(IsBlank(rune) ? " " : rune.ToString());
        }

        return Shorten(string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)), LongestName);
    }

    /// <summary>
    /// Likewise, and no mail program makes a link of any of it: a chat's name must not bring strangers to a page that the name's author
    /// chose.
    /// </summary>
    public static string Unlinked(string text)
    {
        var line = Line(text);
        var unlinked = new StringBuilder(line.Length);
        for (var index = 0; index < line.Length; index++)
        {
            unlinked.Append(line[index]);
            var isInside = index > 0 && index + 1 < line.Length && line[index - 1] != ' ' && line[index + 1] != ' ';
            if (isInside && line[index] is '.' or ':' or '@' or '/' or '。' or '．' or '｡') unlinked.Append(WordJoiner);
        }

        return unlinked.ToString();
    }

    /// <summary>At most so many characters as people count them, the last of them "…" when some are missing.</summary>
    public static string Shorten(string text, int longest)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        return elements.Length <= longest && text.Length <= longest * 4 ? text : $"{text[..Math.Min(elements[Math.Min(longest, elements.Length) - 1], longest * 4)].TrimEnd()}…";
    }

    private static bool IsBlank(Rune rune) =>
        Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool TurnsDirection(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
