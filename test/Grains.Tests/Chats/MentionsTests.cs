using ConnectNow.Chats;
using ConnectNow.Grains.Chats;

namespace ConnectNow.Grains.Tests.Chats;

public sealed class MentionsTests
{
    private static readonly Participant[] People =
    [
        Person("anna", "Anna", "Adams"),
        Person("bob-b", "Bob", "Brown"),
        Person("bob-c", "Bob", "Clark"),
        Person("zoë", "Zoë", "Ångström"),
        Person("mary", "Mary Ann", "Lee"),
        Person("mary-2", "Mary", ""),
        Person("gone", "Gregor", "Gone") with { Standing = Standing.Left },
        Person("anna-gone", "Anna", "Old") with { Standing = Standing.Removed },
        Person("yuki", "雪", "山田"),
    ];

    [Theory]
    [InlineData("hello @Anna", "anna")]
    [InlineData("@anna adams, look", "anna")]
    [InlineData("(@ANNA)", "anna")]
    [InlineData("@Anna Adamsson", "anna")] // The full name is another word; the first name is there.
    [InlineData("@Annabel", "")]
    [InlineData("@Anna_", "")]
    [InlineData("mail@Anna", "")]
    [InlineData("anna@Anna Adams", "")]
    [InlineData("_@Anna", "")]
    [InlineData("@@Anna", "anna")]
    [InlineData("@Bob", "")] // Which one?
    [InlineData("@Bob Brown and @Bob Clark", "bob-b bob-c")]
    [InlineData("@Bob Brown's", "bob-b")]
    [InlineData("@zoë", "zoë")]
    [InlineData("@ZOË ÅNGSTRÖM!", "zoë")]
    [InlineData("@Zoë\u0301", "")] // A mark on the last letter makes it another word.
    [InlineData("@Mary", "mary-2")]
    [InlineData("@Mary Ann", "mary")]
    [InlineData("@mary ann lee", "mary")]
    [InlineData("@Gregor", "")]
    [InlineData("@雪", "yuki")]
    [InlineData("@雪国", "")]
    [InlineData("😀@Anna😀", "anna")]
    [InlineData("𝐀@Anna", "")]
    [InlineData("@Anna𝐀", "")]
    [InlineData("@", "")]
    [InlineData("Anna", "")]
    [InlineData("", "")]
    [InlineData("@Anna\n@Anna", "anna")]
    public void Names_after_an_at_sign_mention_those_who_are_here(string text, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Mentions.Of(text, People).Order(StringComparer.Ordinal));

    [Fact]
    public void Two_people_of_one_full_name_are_both_meant() =>
        Assert.Equal(["one", "two"], Mentions.Of("@Al Fa", [Person("one", "Al", "Fa"), Person("two", "Al", "Fa")]).Order(StringComparer.Ordinal));

    [Fact]
    public void Whoever_left_takes_no_name_away() => Assert.Equal(["anna"], Mentions.Of("@Anna", People));

    [Fact]
    public void A_text_of_at_signs_mentions_nobody()
    {
        var crowd = Enumerable.Range(0, 200).Select(n => Person($"{n}", new string('a', 40), new string('b', n % 80)));

        Assert.Empty(Mentions.Of(new string('@', ChatLimits.MessageLength), crowd));
    }

    private static Participant Person(string id, string name, string surname) => new()
    {
        Id = id,
        Name = name,
        Surname = surname,
        Email = $"{id}@example.com",
        Standing = Standing.Active,
        Stay = 1,
        History = [],
    };
}
