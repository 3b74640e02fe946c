using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>
/// Texts in Unicode's form NFKD (UAX 15): composed letters taken apart, wide and joined ones made plain, marks in their order. This service
/// runs without the system's own tables of languages, where <see cref="string.Normalize()"/> leaves everything but ASCII as it is; so the
/// decompositions of Unicode 14 are kept beside this file. They never change for a character that was in it.
/// </summary>
internal static class CompatibilityForm
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int Vowels = 21;
    private const int Tails = 28;

    private static readonly Lazy<Tables> Known = new(Read);

    /// <summary>For texts of a password's length: the marks of one letter are put in order by sorting them.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var (decompositions, classes) = Known.Value;
        var result = new List<int>(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is >= FirstSyllable and <= LastSyllable) result.AddRange(Letters(rune.Value - FirstSyllable));
            else if (decompositions.TryGetValue(rune.Value, out var parts)) result.AddRange(parts);
            else result.Add(rune.Value);
        }

        var ordered = new StringBuilder(result.Count);
        for (var from = 0; from < result.Count;)
        {
            var to = from + 1;
            while (to < result.Count && ClassOf(result[to]) > 0) to++;
            // What stands first is a letter, or a mark without one, which is sorted with the others.
            var letters = ClassOf(result[from]) == 0 ? 1 : 0;
            if (letters == 1) ordered.Append(new Rune(result[from]));
            foreach (var mark in result[(from + letters)..to].OrderBy(ClassOf)) ordered.Append(new Rune(mark));
            from = to;
        }

        return ordered.ToString();

        int ClassOf(int value) => classes.GetValueOrDefault(value);
    }

    /// <summary>Syllables of Korean are made of their letters by counting.</summary>
    private static IEnumerable<int> Letters(int syllable)
    {
        yield return 0x1100 + (syllable / (Vowels * Tails));
        yield return 0x1161 + (syllable % (Vowels * Tails) / Tails);
        if (syllable % Tails > 0) yield return 0x11A7 + (syllable % Tails);
    }

    /// <summary>
    /// Lines of a character and what it decomposes to; an empty one; lines of the first and the last of a run of marks and their class.
    /// </summary>
    private static Tables Read()
    {
        using var file = typeof(CompatibilityForm).Assembly.GetManifestResourceStream("decompositions.txt.gz")!;
        using var lines = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        var tables = new Tables([], []);
        while (lines.ReadLine() is { Length: > 0 } line)
        {
            var values = Array.ConvertAll(line.Split(' '), Hex);
            tables.Decompositions.Add(values[0], values[1..]);
        }

        while (lines.ReadLine() is { Length: > 0 } line)
        {
            var run = line.Split(' ');
            for (var mark = Hex(run[0]); mark <= Hex(run[1]); mark++) tables.Classes.Add(mark, int.Parse(run[2], CultureInfo.InvariantCulture));
        }

        return tables;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Tables(Dictionary<int, int[]> Decompositions, Dictionary<int, int> Classes);
}
