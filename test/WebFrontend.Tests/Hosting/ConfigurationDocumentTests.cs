using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Tests.Hosting;

/// <summary>Keeps <c>docs/configuration.md</c> true.</summary>
public sealed partial class ConfigurationDocumentTests
{
    [Fact]
    public async Task The_document_lists_every_limit_with_its_default()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "configuration.md"), TestContext.Current.CancellationToken);
        var defaults = new Limits();

        var listed = Row().Matches(document.Split("## Limits")[1]).SelectMany(row =>
            Name().Matches(row.Groups[1].Value).Select(name => name.Groups[1].Value)
                .Zip(Number().Matches(row.Groups[2].Value).Select(number => int.Parse(number.Value.Replace(",", "", StringComparison.Ordinal)))));

        Assert.Equal(typeof(Limits).GetProperties().Select(limit => (limit.Name, (int)limit.GetValue(defaults)!)).Order(), listed.Order());
    }

    [GeneratedRegex(@"^\| ((?:`\w+`(?:, )?)+) \| ([\d, ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\d{1,3}(,\d{3})*")]
    private static partial Regex Number();
}
