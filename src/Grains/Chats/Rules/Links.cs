using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace ConnectNow.Grains.Chats.Rules;

/// <summary>
/// Whether a text has a link to a web page: one that begins with <c>http://</c>, <c>https://</c> or <c>www.</c> and is drawn as a link
/// by the pages, whose rule (<c>textTokens.ts</c>) this one repeats. Addresses of mail are none.
/// </summary>
internal static partial class Links
{
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(["://", "www."], StringComparison.OrdinalIgnoreCase);
    /// <summary>Of sentences in any script: they may stand inside an address, but not at its end.</summary>
    private static readonly SearchValues<char> TrailingMarks =
        SearchValues.Create(".,;:!?*_~…．·،؛؟۔।॥։׃።፣፤፥፦፧፨၊။។៕༎།");

    /// <summary>A host has at most 253 characters. What is far longer is none, and finding that out must cost nothing.</summary>
    private const int LongestAuthority = 255;

    private static readonly SearchValues<char> NotInHosts = SearchValues.Create(" #/:<>?@[\\]^|%\u007f\ufffd");

    public static bool In(string? text)
    {
        if (text is null || !MayHaveOne(text)) return false;
        foreach (Match match in Candidate().Matches(text))
        {
            if (StandsAlone(text, match.Index) && LeadsSomewhere(WithoutTrailingMarks(match.ValueSpan))) return true;
        }

        return false;
    }

    /// <summary>Most messages have none: this costs next to nothing.</summary>
    private static bool MayHaveOne(string text) => text.AsSpan().ContainsAny(Beginnings);

    // Addresses of mail are candidates too, only because they use up characters that would else begin another one. One begins where
    // its first half can't be longer: else each of its characters would be tried as the first.
    [GeneratedRegex(
        """(?:https?://|www\.|mailto:)[^\s\ufeff<>"'“”„«»‹›‘’‚\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\u3001\u3002\u3008-\u3011\u3014-\u301b\u301d-\u301f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64]+|(?<![0-9A-Za-z_.!#$%&'*+/=?^`{|}~-])[0-9A-Za-z_.!#$%&'*+/=?^`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,252}[\p{L}\p{N}])?""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Candidate();

    /// <summary>Not in the middle of a word: <c>xhttp://…</c> is no address.</summary>
    private static bool StandsAlone(string text, int index) =>
        index == 0 || !(text[index - 1] is '_' or '@' or '/' || IsLetterOrNumber(text, index - 1));

    private static bool IsLetterOrNumber(string text, int index)
    {
        if (index > 0 && char.IsLowSurrogate(text[index])) index--;
        return char.IsLetter(text, index) || char.IsNumber(text, index);
    }

    /// <summary>
    /// A full stop, a comma or a closing bracket after an address belongs to the sentence, unless it was opened inside. Each bracket is
    /// counted once, and taken off the count as it is taken off the end.
    /// </summary>
    private static ReadOnlySpan<char> WithoutTrailingMarks(ReadOnlySpan<char> found)
    {
        Span<int> open = [found.Count('(') - found.Count(')'), found.Count('[') - found.Count(']'), found.Count('{') - found.Count('}')];
        for (; found.Length > 0; found = found[..^1])
        {
            var last = found[^1];
            var closing = ")]}".IndexOf(last, StringComparison.Ordinal);
            if (closing < 0 ? !TrailingMarks.Contains(last) : open[closing] >= 0) break;
            if (closing >= 0) open[closing]++;
        }

        return found;
    }

    private static bool LeadsSomewhere(ReadOnlySpan<char> found)
    {
        if (found.StartsWith("www.", StringComparison.OrdinalIgnoreCase)) return HasTwoLabels(found[4..]) && HasHost(found);
        var scheme = found.IndexOf("://", StringComparison.Ordinal);
        var isWeb = scheme > 0 && (found[..scheme].Equals("http", StringComparison.OrdinalIgnoreCase) || found[..scheme].Equals("https", StringComparison.OrdinalIgnoreCase));
        return isWeb && HasHost(found[(scheme + 3)..]);
    }

    /// <summary><c>www.</c> alone needs more to be an address than a word after it.</summary>
    private static bool HasTwoLabels(ReadOnlySpan<char> rest)
    {
        var point = rest.IndexOf('.');
        return point > 0 && point + 1 < rest.Length && rest[point + 1] != '.';
    }

    /// <summary>The authority of an address, judged as the URL standard does: a host, no user name, a port in range.</summary>
    private static bool HasHost(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart("/\\");
        var end = rest.IndexOfAny("/\\?#");
        var authority = end < 0 ? rest : rest[..end];
        if (authority.Length > LongestAuthority) return false;
        var at = authority.LastIndexOf('@');
        // A user name is how one site poses as another; an empty one poses as nobody.
        if (at >= 0 && authority[..at] is not ("" or ":")) return false;
        var host = authority[(at + 1)..];
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && colon > host.LastIndexOf(']'))
        {
            if (!IsPort(host[(colon + 1)..])) return false;
            host = host[..colon];
        }

        return host.StartsWith('[') ? IsIPv6(host) : IsDomain(host);
    }

    private static bool IsPort(ReadOnlySpan<char> port)
    {
        var number = 0;
        foreach (var digit in port)
        {
            if (!char.IsAsciiDigit(digit)) return false;
            number = (number * 10) + digit - '0';
            if (number > ushort.MaxValue) return false;
        }

        return true;
    }

    private static bool IsIPv6(ReadOnlySpan<char> host) =>
        host.EndsWith(']') && !host.Contains('%') && IPAddress.TryParse(host[1..^1], out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsDomain(ReadOnlySpan<char> host)
    {
        var name = string.Concat(Uri.UnescapeDataString(host).Where(IsSeen).Select(AsPoint));
        return name.Length > 0 && !name.AsSpan().ContainsAny(NotInHosts) && name.All(MayBeInHost)
            && name.Split('.').All(IsLabel) && IsNoWrongNumber(name);
    }

    /// <summary>Soft hyphens and the like are taken out of a host before it is looked at.</summary>
    private static bool IsSeen(char character) => character is not ('\u00ad' or '\u200b' or '\u2060' or '\ufeff');

    /// <summary>Three characters of other scripts stand for the point between labels.</summary>
    private static char AsPoint(char character) => character is '\u3002' or '\uff0e' or '\uff61' ? '.' : character;

    private static bool MayBeInHost(char character) => char.IsAscii(character)
        ? !char.IsControl(character)
        : char.IsSurrogate(character) || char.GetUnicodeCategory(character) is not (UnicodeCategory.OtherPunctuation or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.SpaceSeparator);

    /// <summary>A label that says it is written in Punycode must be.</summary>
    private static bool IsLabel(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return true;
        try
        {
            return new IdnMapping().GetUnicode(label).All(MayBeInHost);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A host that ends in a number is an IPv4 address or nothing.</summary>
    private static bool IsNoWrongNumber(string name)
    {
        var labels = (name.EndsWith('.') ? name[..^1] : name).Split('.');
        return !IsNumber(labels[^1]) || IPAddress.TryParse(string.Join('.', labels.Select(label => IsHex(label) && label.Length == 2 ? "0" : label)), out _);
    }

    private static bool IsNumber(string label) => label.Length > 0 && (label.All(char.IsAsciiDigit) || IsHex(label));

    private static bool IsHex(string label) =>
        label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label[2..].All(char.IsAsciiHexDigit);
}
