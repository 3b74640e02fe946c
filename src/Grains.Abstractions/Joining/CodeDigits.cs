using System.Globalization;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>A code as it was typed or pasted, as the digits it was mailed in.</summary>
public static class CodeDigits
{
    private const int MostRead = 64;

    /// <summary>
    /// A decimal digit of any script is its value. White space, dashes, and characters that are not seen do not count; anything else stays,
    /// and makes the code a wrong one.
    /// </summary>
    public static string Of(string? typed)
    {
        var digits = new StringBuilder();
        foreach (var rune in (typed ?? "").AsSpan(0, Math.Min(typed?.Length ?? 0, MostRead)).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.DecimalDigitNumber) digits.Append((int)Rune.GetNumericValue(rune));
            else if (category is not (UnicodeCategory.DashPunctuation or UnicodeCategory.Format) && !Rune.IsWhiteSpace(rune)) digits.Append(rune);
        }

        return digits.ToString();
    }
}
