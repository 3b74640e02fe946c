using System.Collections.Immutable;

namespace ConnectNow.Languages;

/// <summary>A language in which people are spoken to: one for each file of <c>src/Languages</c>.</summary>
public sealed class Language
{
    /// <summary>
    /// The most characters of a header that are read: browsers send some 30 for each language that their owner has chosen.
    /// </summary>
    public const int LongestHeader = 1_000;

    /// <summary>The language in which texts are written first, and the one for requests for none of ours.</summary>
    public static readonly Language Source = new("en-GB", Plural.OneIsOne, ",", ".");

    private Language(string tag, Func<long, string> plural, string group, string point)
    {
        (Tag, PluralOf, Group, Point) = (tag, plural, group, point);
        Texts = new Lazy<Catalogue>(() => Catalogue.Read(this));
    }

    /// <summary>All of them, <see cref="Source"/> first.</summary>
    public static ImmutableArray<Language> All { get; } =
    [
        Source,
        new("de", Plural.OneIsOne, ".", ","),
        new("fr", Plural.ZeroIsOne, "\u202f", ","),
        new("es", Plural.OneIsOne, ".", ",") { GroupsFrom = 10_000 },
        new("it", Plural.OneIsOne, ".", ",") { GroupsFrom = 10_000 },
        new("nl", Plural.OneIsOne, ".", ","),
        new("pl", Plural.Polish, "\u00a0", ",") { GroupsFrom = 10_000 },
        new("pt-BR", Plural.ZeroIsOne, ".", ","),
        new("ja", Plural.Other, ",", "."),
        new("ar", Plural.Arabic, ",", ".") { IsRightToLeft = true },
    ];

    /// <summary>The tag (RFC 5646), as in <c>lang</c> of HTML and in <c>Content-Language</c>.</summary>
    public string Tag { get; }

    public bool IsRightToLeft { get; private init; }

    internal Lazy<Catalogue> Texts { get; }

    /// <summary>The category of a number in the plural rules of Unicode's CLDR.</summary>
    internal Func<long, string> PluralOf { get; }

    /// <summary>What stands between thousands.</summary>
    internal string Group { get; }

    /// <summary>What stands before decimals.</summary>
    internal string Point { get; }

    /// <summary>Some languages write 8000 and 12.000.</summary>
    internal long GroupsFrom { get; private init; } = 1_000;

    /// <summary>
    /// The language of a tag (RFC 4647, lookup): <c>de-AT</c> is read in German, <c>pt</c> in Brazilian Portuguese. Null: not one of ours.
    /// </summary>
    public static Language? Find(ReadOnlySpan<char> tag)
    {
        var first = First(tag.Trim());
        foreach (var language in All)
        {
            if (first.Equals(First(language.Tag), StringComparison.OrdinalIgnoreCase)) return language;
        }

        return null;
    }

    /// <summary>The language of a tag; <see cref="Source"/> when there is none.</summary>
    public static Language Of(string? tag) => Find(tag) ?? Source;

    /// <summary>
    /// What a reader understands best of ours, by the header <c>Accept-Language</c> (RFC 9110, section 12.5.4). Null: nothing, or no
    /// header.
    /// </summary>
    public static Language? Accepted(ReadOnlySpan<char> header)
    {
        Language? best = null;
        var bestQuality = 0;
        header = header[..Math.Min(header.Length, LongestHeader)];
        foreach (var part in header.Split(','))
        {
            var range = header[part];
            var semicolon = range.IndexOf(';');
            var quality = semicolon < 0 ? 1_000 : QualityOf(range[(semicolon + 1)..].Trim());
            var tag = (semicolon < 0 ? range : range[..semicolon]).Trim();
            if (quality <= bestQuality || (tag is "*" ? Source : Find(tag)) is not { } language) continue;
            (best, bestQuality) = (language, quality);
        }

        return best;
    }

    public override string ToString() => Tag;

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> tag) => tag.IndexOf('-') is > 0 and var end ? tag[..end] : tag;

    /// <summary><c>q=0.8</c> is 800; what is no quality is none.</summary>
    private static int QualityOf(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > 7 || text[0] is not ('q' or 'Q') || text[1] != '=' || text[2] is not ('0' or '1')) return 0;
        if (text.Length > 3 && text[3] != '.') return 0;
        var quality = text[2] - '0';
        for (var digit = 4; digit < 7; digit++)
        {
            if (digit < text.Length && !char.IsAsciiDigit(text[digit])) return 0;
            quality = (quality * 10) + (digit < text.Length ? text[digit] - '0' : 0);
        }

        return Math.Min(quality, 1_000);
    }
}
