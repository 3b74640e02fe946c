namespace ConnectNow;

/// <summary>
/// The flags of England, Scotland and Wales: a black flag and invisible tags behind it, up to the one that ends them (UTS 51). No other
/// tags are in use, and what is invisible can hide anything: these three stay whole, and tags anywhere else are none.
/// </summary>
public static class EmojiFlags
{
    /// <summary>The black flag that each begins with.</summary>
    public const string Start = "\U0001F3F4";

    private static readonly string[] All = [Of("gbeng"), Of("gbsct"), Of("gbwls")];

    /// <summary>How many UTF-16 code units the flag has that begins here; 0 when none does.</summary>
    public static int LengthAt(ReadOnlySpan<char> text)
    {
        foreach (var flag in All)
        {
            if (text.StartsWith(flag, StringComparison.Ordinal)) return flag.Length;
        }

        return 0;
    }

    /// <summary>The text without its flags, for checks for invisible characters.</summary>
    public static string Without(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var flag in All) text = text.Replace(flag, Start, StringComparison.Ordinal);
        return text;
    }

    private static string Of(string region) =>
        Start + string.Concat(region.Select(letter => char.ConvertFromUtf32(0xE0000 + letter))) + "\U000E007F";
}
