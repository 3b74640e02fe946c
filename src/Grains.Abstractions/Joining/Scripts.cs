using System.Globalization;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>What this service knows of the writing that a character belongs to: as much as it takes to tell look-alikes apart.</summary>
internal static class Scripts
{
    /// <summary>Alphabets whose letters are taken for one another's.</summary>
    internal static class Alphabet
    {
        public const char None = ' ';
        public const char Latin = 'L';
        public const char Greek = 'G';
        public const char Cyrillic = 'C';
        public const char Armenian = 'A';
        public const char Cherokee = 'K';
    }

    /// <summary>The one of a letter; none for what is no letter of any.</summary>
    public static char Of(Rune rune) => !Rune.IsLetter(rune) ? Alphabet.None : rune.Value switch
    {
        <= 0x024F or (>= 0x1E00 and <= 0x1EFF) or (>= 0x2C60 and <= 0x2C7F) or (>= 0xA720 and <= 0xA7FF) or (>= 0xFF21 and <= 0xFF5A) => Alphabet.Latin,
        (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => Alphabet.Greek,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0xA640 and <= 0xA69F) => Alphabet.Cyrillic,
        >= 0x0530 and <= 0x058F => Alphabet.Armenian,
        (>= 0x13A0 and <= 0x13FF) or (>= 0xAB70 and <= 0xABBF) => Alphabet.Cherokee,
        _ => Alphabet.None,
    };

    /// <summary>Whether letters of two of the alphabets stand side by side: nobody's name or address is written so.</summary>
    public static bool AreMixed(string text) =>
        text.EnumerateRunes().Select(Of).Where(alphabet => alphabet != Alphabet.None).Distinct().Take(2).Count() > 1;

    /// <summary>
    /// Whether every invisible character has a use where it stands: a joiner between letters of a script that joins (Arabic, those of India
    /// and their relatives), or between pictures, the tags of a flag behind it. All others only make one name look like another.
    /// </summary>
    public static bool AreJoinersAtHome(string text)
    {
        Rune[] runes = [.. EmojiFlags.Without(text).EnumerateRunes()];
        for (var index = 0; index < runes.Length; index++)
        {
            if (IsFiller(runes[index])) return false;
            if (Rune.GetUnicodeCategory(runes[index]) != UnicodeCategory.Format) continue;
            if (runes[index].Value is not (ZeroWidthNonJoiner or ZeroWidthJoiner) || index == 0 || index == runes.Length - 1) return false;
            var (before, after) = (runes[index - 1], runes[index + 1]);
            var betweenPictures = runes[index].Value == ZeroWidthJoiner && IsOfPicture(before) && IsOfPicture(after);
            if (!betweenPictures && !(Joins(before) && Joins(after))) return false;
        }

        return true;
    }

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Letters, by their category, that show nothing.</summary>
    public static bool IsFiller(Rune rune) => rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    private static bool Joins(Rune rune) => rune.Value is
        (>= 0x0600 and <= 0x07FF) or (>= 0x0840 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF) or (>= 0x0F00 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) or (>= 0xA8E0 and <= 0xAA5F);

    private static bool IsOfPicture(Rune rune) =>
        rune.Value is 0xFE0F or (>= 0x1F3FB and <= 0x1F3FF) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol;
}
