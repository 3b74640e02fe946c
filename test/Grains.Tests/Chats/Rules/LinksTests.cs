using System.Text.Json;
using ConnectNow.Grains.Chats.Rules;

namespace ConnectNow.Grains.Tests.Chats.Rules;

public sealed class LinksTests
{
    /// <summary>Pairs of a text and whether the pages' own rule draws a web link in it; written by that rule.</summary>
    public static IEnumerable<object[]> Drawn() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "links.json"))).RootElement.EnumerateArray()
            .Select(pair => new object[] { pair[0].GetString()!, pair[1].GetBoolean() });

    [Fact]
    public void A_text_has_a_link_exactly_when_the_pages_draw_one()
    {
        var wrong = Drawn().Where(pair => Links.In((string)pair[0]) != (bool)pair[1]).Select(pair => JsonSerializer.Serialize(pair[0]));

        Assert.Empty(wrong);
    }

    /// <summary>The cases that the pages' own suite reads too: a text, and the links in it.</summary>
    [Fact]
    public void Marks_of_any_writing_end_an_address_as_they_do_in_the_pages()
    {
        var wrong = SharedTexts.Of("links.json")
            .Where(pair => Links.In(pair[0].GetString()) != pair[1].EnumerateArray().Any(link => !IsMail(link)))
            .Select(pair => pair[0].GetString());

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_host_that_is_far_too_long_is_none_whatever_it_is_made_of()
    {
        Assert.True(Links.In("http://" + new string('a', 60) + ".example"));
        Assert.False(Links.In("http://" + new string('ü', 300)));
    }

    [Fact]
    public void No_text_has_no_link() => Assert.False(Links.In(null));

    [Fact]
    public void A_long_text_made_to_be_slow_is_answered()
    {
        Assert.True(Links.In(string.Concat(Enumerable.Repeat("http://", 1_100)) + "@"));
        Assert.False(Links.In("http://" + new string('(', 3_990) + new string(')', 3_990) + "@x"));
        Assert.False(Links.In(new string('a', 7_990) + "@www."));
    }

    private static bool IsMail(JsonElement link) => link[1].GetString()!.StartsWith("mailto:", StringComparison.Ordinal);
}
