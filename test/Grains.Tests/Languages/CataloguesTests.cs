using System.Text.Json;
using System.Text.RegularExpressions;
using ConnectNow.Languages;

namespace ConnectNow.Grains.Tests.Languages;

/// <summary>Every language says all that the server says: the same keys, the same placeholders, the forms that its numbers need.</summary>
public sealed partial class CataloguesTests
{
    private static readonly Dictionary<string, string[]> Forms = new()
    {
        ["ar"] = ["few", "many", "one", "other", "two", "zero"],
        ["ja"] = ["other"],
        ["pl"] = ["few", "many", "one", "other"],
    };

    public static TheoryData<string> Tags => [.. Language.All.Select(language => language.Tag)];

    [Theory, MemberData(nameof(Tags))]
    public void It_has_the_keys_of_the_source(string tag) =>
        Assert.Equal(Of("en-GB").Keys.Order(StringComparer.Ordinal), Of(tag).Keys.Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Tags))]
    public void It_has_the_placeholders_of_the_source(string tag)
    {
        var source = Of("en-GB");
        Assert.All(Of(tag), text => Assert.Equal(PlaceholdersOf(source[text.Key]), PlaceholdersOf(text.Value)));
    }

    [Theory, MemberData(nameof(Tags))]
    public void What_counts_has_the_forms_of_the_language(string tag)
    {
        var source = Of("en-GB");
        var forms = Forms.GetValueOrDefault(tag, ["one", "other"]);
        Assert.All(Of(tag), text => Assert.Equal(source[text.Key].ValueKind, text.Value.ValueKind));
        Assert.All(Of(tag).Values.Where(text => text.ValueKind == JsonValueKind.Object), text => Assert.Equal(forms, text.EnumerateObject().Select(form => form.Name).Order(StringComparer.Ordinal)));
    }

    [Theory, MemberData(nameof(Tags))]
    public void Nothing_is_empty_or_left_in_english(string tag)
    {
        var source = Of("en-GB");
        Assert.All(Of(tag), text => Assert.DoesNotContain("\"\"", text.Value.GetRawText(), StringComparison.Ordinal));
        if (tag == "en-GB") return;
        Assert.All(
            Of(tag).Where(text => text.Value.ValueKind == JsonValueKind.String && text.Value.GetString()!.Contains(' ', StringComparison.Ordinal) && !text.Key.StartsWith("refusal.size.", StringComparison.Ordinal)),
            text => Assert.NotEqual(source[text.Key].GetString(), text.Value.GetString()));
    }

    [Fact]
    public void A_name_keeps_to_itself_in_text_that_runs_to_the_left() =>
        Assert.Contains("\u2068Acme Ltd.\u2069", Catalogue.Of(Language.Of("ar")).Text("refusal.chatClosedBy", ("company", "Acme Ltd.")), StringComparison.Ordinal);

    /// <summary>The server's texts of a language, as they are written down.</summary>
    private static Dictionary<string, JsonElement> Of(string tag)
    {
        using var file = typeof(Catalogue).Assembly.GetManifestResourceStream($"languages/{tag}.json")!;
        return JsonDocument.Parse(file).RootElement.EnumerateObject()
            .Where(text => text.Name.StartsWith("refusal.", StringComparison.Ordinal) || text.Name.StartsWith("mail.", StringComparison.Ordinal))
            .ToDictionary(text => text.Name, text => text.Value);
    }

    /// <summary>Some languages have forms that say the number in a word, and no digits.</summary>
    private static IEnumerable<string> PlaceholdersOf(JsonElement text) =>
        Placeholder().Matches(text.GetRawText()).Select(match => match.Value).Distinct().Where(name => text.ValueKind == JsonValueKind.String || name != "{count}").Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
