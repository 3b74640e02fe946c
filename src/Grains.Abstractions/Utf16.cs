namespace ConnectNow;

/// <summary>What .NET strings allow and text does not.</summary>
public static class Utf16
{
    /// <summary>Whether every surrogate stands in a pair: only then is a string text that UTF-8 can carry unchanged.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return false;
            i++;
        }

        return true;
    }
}
