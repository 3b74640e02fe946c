using System.Text.RegularExpressions;

namespace ConnectNow.Architecture.Tests;

/// <summary>A document that names a test as its proof names one that is there.</summary>
public sealed partial class DocumentedTestsTests
{
    [Fact]
    public void Every_test_that_the_security_page_names_is_there()
    {
        var named = NamedTest().Matches(Sources.File("docs/security.md"))
            .Select(match => (Class: match.Groups[1].Value, Test: match.Groups[2].Value)).Distinct().ToArray();
        var tests = Sources.All().Where(file => file.Path.StartsWith("test/", StringComparison.Ordinal)).Select(file => file.Text)
            .ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(
            tests.Any(text => text.Contains($"class {name.Class}", StringComparison.Ordinal) && text.Contains($" {name.Test}(", StringComparison.Ordinal)),
            $"There is no {name.Class}.{name.Test}."));
    }

    [GeneratedRegex(@"`(\w+(?:Tests|Conformance))\.(\w+)`")]
    private static partial Regex NamedTest();
}
