using System.Text.RegularExpressions;

namespace ConnectNow.Architecture.Tests;

/// <summary>
/// The order of using directives, as <c>dotnet format</c> puts them: namespaces, then static classes, then aliases; <c>System</c> first,
/// the rest by name. No build checks it, and asking the formatter means loading the whole solution once more.
/// </summary>
public sealed partial class ImportsTests
{
    [Fact]
    public void Imports_are_in_order_in_every_file() =>
        Assert.Empty(Sources.All().Where(file => !IsInOrder(file.Text)).Select(file => file.Path));

    [Theory]
    [InlineData("using System;\nusing System.IO;\nusing Azure;\nusing Azure.Core;\nusing static System.Math;\nusing A = System.Int32;\n", true)]
    [InlineData("using Azure;\nusing System;\n", false)]
    [InlineData("using System.Text;\nusing System.IO;\n", false)]
    [InlineData("using static System.Math;\nusing System;\n", false)]
    [InlineData("using A = System.Int32;\nusing static System.Math;\n", false)]
    public void What_is_out_of_order_is_found(string source, bool isInOrder) => Assert.Equal(isInOrder, IsInOrder(source));

    private static bool IsInOrder(string text)
    {
        var imports = Import().Matches(text).Select(match => (Kind: KindOf(match), Names: NamesOf(match))).ToList();
        return imports.Zip(imports.Skip(1)).All(pair => Compare(pair.First, pair.Second) <= 0);
    }

    private static int Compare((int Kind, string[] Names) one, (int Kind, string[] Names) other)
    {
        if (one.Kind != other.Kind) return one.Kind.CompareTo(other.Kind);
        if (one.Names[0] is "System" != other.Names[0] is "System") return one.Names[0] is "System" ? -1 : 1;
        var different = one.Names.Zip(other.Names, (left, right) => string.Compare(left, right, StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault(order => order != 0);
        return different != 0 ? different : one.Names.Length.CompareTo(other.Names.Length);
    }

    private static int KindOf(Match import) => import.Groups["alias"].Success ? 2 : import.Groups["static"].Success ? 1 : 0;

    private static string[] NamesOf(Match import) =>
        (import.Groups["alias"].Success ? import.Groups["alias"] : import.Groups["name"]).Value.Split('.');

    [GeneratedRegex(@"^using (?<static>static )?(?:(?<alias>\w+) = )?(?<name>[\w.:<>?,\[\]\(\) ]+);", RegexOptions.Multiline)]
    private static partial Regex Import();
}
