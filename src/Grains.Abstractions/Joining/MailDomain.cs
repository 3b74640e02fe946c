using System.Globalization;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>
/// The domain of an address as mail servers know it: in ASCII (IDNA, UTS 46 without what it only tolerates), so that <c>exämple.com</c> and
/// <c>xn--exmple-cua.com</c> are one mailbox and one person.
/// </summary>
internal static class MailDomain
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>Null when it is no name of a domain.</summary>
    public static string? ToAscii(string domain)
    {
        var labels = Narrow(domain).ToLowerInvariant().Split('.');
        if (labels.Length < 2) return null;
        var ascii = labels.Select(LabelToAscii).ToList();
        return ascii.Any(label => label is null) ? null : string.Join('.', ascii);
    }

    /// <summary>As people of its country write it; as it is where it can't be told.</summary>
    public static string ToUnicode(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    /// <summary>The wide forms of what is ASCII as that.</summary>
    public static string Narrow(string text) => string.Create(text.Length, text, static (plain, from) =>
    {
        for (var index = 0; index < plain.Length; index++)
        {
            plain[index] = from[index] switch
            {
                '\u3002' or '\uFF0E' or '\uFF61' => '.',
                >= '\uFF01' and <= '\uFF5E' and var wide => (char)(wide - 0xFEE0),
                var other => other,
            };
        }
    });

    private static string? LabelToAscii(string label)
    {
        if (label.Length == 0) return null;
        try
        {
            if (Ascii.IsValid(label))
            {
                if (!label.StartsWith("xn--", StringComparison.Ordinal)) return Idn.GetAscii(label);
                // One that is written in ASCII already stands for what could have been written without.
                var meant = Idn.GetUnicode(label);
                return !Ascii.IsValid(meant) && IsLabel(meant) && Idn.GetAscii(meant) == label ? label : null;
            }

            return IsLabel(label) ? Idn.GetAscii(label) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Letters, marks after them, digits and hyphens, of one alphabet; nothing invisible, nothing that is written otherwise when it is made
    /// small or put together.
    /// </summary>
    private static bool IsLabel(string label)
    {
        if (label.EnumerateRunes().Any(rune => Rune.ToLowerInvariant(rune) != rune) || Scripts.AreMixed(label)) return false;
        var before = Scripts.Alphabet.None;
        foreach (var rune in label.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber:
                    break;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark when before == Scripts.Alphabet.None:
                    break;
                default:
                    if (rune.Value is not ('-' or 0x00B7 or 0x30FB)) return false;
                    break;
            }

            before = Scripts.Of(rune);
        }

        return Rune.GetUnicodeCategory(Rune.GetRuneAt(label, 0)) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);
    }
}
