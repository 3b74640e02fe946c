using System.Text.Json;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Grains.Tests.Chats;

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

    [Fact]
    public void No_text_has_no_link() => Assert.False(Links.In(null));

    [Fact]
    public void A_long_text_made_to_be_slow_is_answered()
    {
        Assert.True(Links.In(string.Concat(Enumerable.Repeat("http://", 1_100)) + "@"));
        Assert.False(Links.In("http://" + new string('(', 3_990) + new string(')', 3_990) + "@x"));
        Assert.False(Links.In(new string('a', 7_990) + "@www."));
    }
}
