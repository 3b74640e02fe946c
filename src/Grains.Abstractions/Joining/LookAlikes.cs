using System.Globalization;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>
/// Whether two texts look alike. Each has a skeleton (UTS 39, 4): small letters without what is invisible, and those of other alphabets as
/// the Latin ones that they are taken for. The table is of the letters of Cyrillic, Greek, Armenian and Cherokee that most typefaces draw
/// the same.
/// </summary>
public static class LookAlikes
{
    private static readonly Dictionary<char, char> Table = Pairs(
        "аa вb сc ԁd еe ёe ɡg һh нh іi їi јj кk ӏl мm оo пn рp ԛq ѕs тt ѵv ԝw хx уy үy гr ьb ԍg " +
        "αa βb εe ζz ηn ιi κk νv οo ρp τt υu χx ωw γy ϲc ϳj σo μu " +
        "սu ցg հh օo ոn զq " +
        "ꭺa ꮟb ꮯc ꭰd ꭼe ꮐg ꮋh ꭻj ꮶk ꮮl ꮇm ꮲp ꮢr ꭲt ꮩv ꮃw ꮓz ꮪs");

    /// <summary>Capitals that look like another letter than their small ones do: made small otherwise they would be missed.</summary>
    private static readonly Dictionary<char, char> Capitals = Pairs("Αa Βb Εe Ζz Ηh Ιi Κk Μm Νn Οo Ρp Τt Υy Χx Вb Нh Уy");

    /// <summary>The same for texts that look alike.</summary>
    public static string SkeletonOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var skeleton = new StringBuilder(text.Length);
        foreach (var rune in MailDomain.Narrow(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) continue;
            if (Rune.IsWhiteSpace(rune))
            {
                if (skeleton.Length > 0 && skeleton[^1] != ' ') skeleton.Append(' ');
                continue;
            }

            if (!rune.IsBmp) skeleton.Append(Rune.ToLowerInvariant(rune).ToString());
            else skeleton.Append(Plain((char)rune.Value));
        }

        return skeleton.ToString().Trim();
    }

    private static char Plain(char letter)
    {
        if (Capitals.TryGetValue(letter, out var capital)) return capital;
        var small = char.ToLowerInvariant(letter);
        return Table.GetValueOrDefault(small, small);
    }

    private static Dictionary<char, char> Pairs(string pairs) => pairs.Split(' ').ToDictionary(pair => pair[0], pair => pair[1]);
}
