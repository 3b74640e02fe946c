using System.Globalization;
using System.Text.RegularExpressions;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>
/// The source of a build that does not exist yet: today's, with all that a later one may add. Every type that travels or is stored has one
/// more field, which is always set; every grain has one more call; every set of numbers has one more.
/// </summary>
internal static partial class TomorrowsSource
{
    private const string Call = "Tomorrow";

    public static string Of(string source) => WithCalls(WithNumbers(WithFields(source)));

    /// <summary>How many fields, calls and numbers a rewritten source has more.</summary>
    public static int AdditionsIn(string rewritten) => Added().Count(rewritten);

    private static string WithFields(string source) => Each(source, SerialisedType(), (declaration, rest) =>
    {
        var (open, end) = BodyOf(rest);
        var body = open < 0 ? "" : rest[(open + 1)..end];
        var head = open < 0 ? rest[..end] : rest[..open];
        var next = FieldNumber().Matches(head + body).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            .DefaultIfEmpty(-1).Max() + 1;

        // A struct without a constructor can't be given a value for its field.
        var value = declaration.Groups["kind"].Value.EndsWith("struct", StringComparison.Ordinal) && !head.Contains('(', StringComparison.Ordinal) ? "" : " = \"tomorrow\";";
        var field = string.Create(CultureInfo.InvariantCulture, $"[Id({next})] public string? AddedTomorrow {{ get; init; }}{value}");
        return $"{head}{{{body}\n{field} }}{rest[(end + 1)..]}";
    });

    private static string WithNumbers(string source) => Each(source, Numbers(), (_, rest) =>
    {
        var (open, end) = BodyOf(rest);
        var body = rest[(open + 1)..end];
        var comma = Comment().Replace(body, "").TrimEnd().EndsWith(',') ? "" : ",";
        return $"{rest[..open]}{{{body}\n{comma} AddedTomorrow = 100 }}{rest[(end + 1)..]}";
    });

    private static string WithCalls(string source) => Each(Each(source, GrainInterface(), InBody($"[Alias(\"tomorrow\")] Task<string> {Call}();")),
        GrainClass(), InBody($"public Task<string> {Call}() => Task.FromResult(\"tomorrow\");"));

    private static Func<Match, string, string> InBody(string member) => (_, rest) =>
    {
        var (open, _) = BodyOf(rest);
        return $"{rest[..(open + 1)]} {member}{rest[(open + 1)..]}";
    };

    /// <summary>Rewrites what follows each match, from the last to the first, so that none is moved by another.</summary>
    private static string Each(string source, Regex what, Func<Match, string, string> rewrite)
    {
        foreach (var match in what.Matches(source).Reverse())
        {
            var end = match.Index + match.Length;
            source = source[..end] + rewrite(match, source[end..]);
        }

        return source;
    }

    /// <summary>Where the braces of a declaration open and close; no opening one when it ends with a semicolon instead.</summary>
    private static (int Open, int End) BodyOf(string rest)
    {
        var (open, depth, parentheses) = (-1, 0, 0);
        for (var index = 0; index < rest.Length; index++)
        {
            index = PastText(rest, index);
            switch (rest[index])
            {
                case '(': parentheses++; break;
                case ')': parentheses--; break;
                case ';' when open < 0 && parentheses is 0: return (-1, index);
                case '{' when parentheses is 0:
                    if (depth++ is 0) open = index;
                    break;
                case '}' when parentheses is 0 && --depth is 0: return (open, index);
            }
        }

        throw new FormatException("A declaration has no end.");
    }

    /// <summary>The end of the comment, string or character that begins here; here, when none does.</summary>
    private static int PastText(string rest, int index) =>
        TextAt().Match(rest, index) is { Success: true, Length: > 0 } text ? text.Index + text.Length - 1 : index;

    [GeneratedRegex(@"\[GenerateSerializer[^\]]*\]\s+(?:\[[^\]]*\]\s+)*(?:public|internal) [\w ]*?(?<kind>record struct|record|class|struct) \w+(?:<\w+>)?")]
    private static partial Regex SerialisedType();

    [GeneratedRegex(@"\bId\((\d+)\)")]
    private static partial Regex FieldNumber();

    [GeneratedRegex(@"(?:public|internal) enum \w+[^{]*?(?=\s*\{)")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"public interface I\w+Grain : IGrainWith\w+")]
    private static partial Regex GrainInterface();

    [GeneratedRegex(@"class \w+Grain\b(?=[^{;]*: Grain, I\w+Grain)")]
    private static partial Regex GrainClass();

    [GeneratedRegex(@"\G(?://[^\n]*|""(?:\\.|[^""\\])*""|'(?:\\.|[^'\\])+')")]
    private static partial Regex TextAt();

    [GeneratedRegex("//[^\\n]*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"AddedTomorrow|\bTask<string> Tomorrow\(\);")]
    private static partial Regex Added();
}
