using System.Globalization;
using System.Text;

namespace ConnectNow.Files;

/// <summary>Names of files as they are kept and shown: text, never a path.</summary>
public static class FileName
{
    /// <summary>What a file is called whose name has nothing left that can be shown.</summary>
    public const string Unnamed = "file";

    private const char NonJoiner = '\u200C';
    private const char Joiner = '\u200D';

    /// <summary>
    /// The last segment of what the device said, without control and direction-changing characters (which can make
    /// <c>exe.txt</c> of <c>txt.exe</c>) and without dots, spaces or joiners at its ends. Inside, joiners stay: words of Persian and Hindi
    /// and pictures of families are other ones without them, and so do the tags of a flag (<see cref="EmojiFlags"/>); cut to
    /// <see cref="FileLimits.NameLength"/>, its extension kept.
    /// </summary>
    public static string Clean(string? name)
    {
        var text = name ?? "";
        text = text[(text.LastIndexOfAny(['/', '\\']) + 1)..];
        var kept = new StringBuilder(Math.Min(text.Length, 1024));
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var length = EmojiFlags.LengthAt(rest);
            if (length > 0)
            {
                kept.Append(rest[..length]);
            }
            else
            {
                Rune.DecodeFromUtf16(rest, out var rune, out length);
                if (IsShown(rune)) kept.Append(rune);
            }

            at += length;
        }

        var clean = kept.ToString().Trim(' ', '.', '\u00A0', NonJoiner, Joiner);
        return clean.Length == 0 ? Unnamed : Cut(clean);
    }

    private static bool IsShown(Rune rune) => rune.Value is NonJoiner or Joiner || (rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate));

    private static string Cut(string name)
    {
        if (name.Length <= FileLimits.NameLength) return name;
        const int longestExtension = 16;
        var dot = name.LastIndexOf('.');
        var extension = dot > 0 && name.Length - dot <= longestExtension ? name[dot..] : "";
        var length = FileLimits.NameLength - extension.Length;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        // A flag that would be cut in half goes as a whole.
        var flag = name.LastIndexOf(EmojiFlags.Start, length - 1, StringComparison.Ordinal);
        if (flag >= 0 && flag + EmojiFlags.LengthAt(name.AsSpan(flag)) > length) length = flag;
        return name[..length].TrimEnd(' ', '\u00A0', NonJoiner, Joiner) + extension;
    }
}
