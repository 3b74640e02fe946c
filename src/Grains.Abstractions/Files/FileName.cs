using System.Globalization;
using System.Text;

namespace ConnectNow.Files;

/// <summary>Names of files as they are kept and shown: text, never a path.</summary>
public static class FileName
{
    /// <summary>What a file is called whose name has nothing left that can be shown.</summary>
    public const string Unnamed = "file";

    /// <summary>
    /// The last segment of what the device said, without control and direction-changing characters (which can make
    /// <c>exe.txt</c> of <c>txt.exe</c>) and without dots or spaces at its ends; cut to <see cref="FileLimits.NameLength"/>, its extension kept.
    /// </summary>
    public static string Clean(string? name)
    {
        var text = name ?? "";
        text = text[(text.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(Math.Min(text.Length, 1024));
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsShown(rune)) kept.Append(rune);
        }

        var clean = kept.ToString().Trim(' ', '.', '\u00A0');
        return clean.Length == 0 ? Unnamed : Cut(clean);
    }

    private static bool IsShown(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    private static string Cut(string name)
    {
        if (name.Length <= FileLimits.NameLength) return name;
        const int longestExtension = 16;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= longestExtension ? name[dot..] : "";
        var length = FileLimits.NameLength - extension.Length;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length].TrimEnd() + extension;
    }
}
