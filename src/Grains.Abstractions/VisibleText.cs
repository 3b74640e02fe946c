using System.Globalization;
using System.Text;

namespace ConnectNow;

/// <summary>
/// What counts as something in a text: the one rule for messages and for names, and the pages' too (<c>visibleText.ts</c>; cases in
/// <c>test/Texts/visible.json</c>). White space, marks without a letter, and whatever Unicode has for being passed over are nothing.
/// </summary>
public static class VisibleText
{
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsVisible(rune)) return true;
        }

        return false;
    }

    public static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => false,
        // A few signs of Arabic, Syriac and Kaithi stand under or over numbers: of this category, and drawn.
        UnicodeCategory.Format => rune.Value is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD,
        _ => !IsBlank(rune.Value),
    };

    /// <summary>
    /// Fillers and blanks that are letters or symbols by their category, and what is not assigned so that it can be passed over.
    /// </summary>
    private static bool IsBlank(int value) => value is 0x115F or 0x1160 or 0x2065 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8)
        or 0x13441 or 0x13442 or 0x1D159 or (>= 0xE0000 and <= 0xE0FFF);
}
