using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;

namespace ConnectNow.Grains.Tests.Chats.Rules;

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
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Mentions.Among(People).In(text).Order(StringComparer.Ordinal));

    [Fact]
    public void Two_people_of_one_full_name_are_both_meant() =>
        Assert.Equal(["one", "two"], Mentions.Among([Person("one", "Al", "Fa"), Person("two", "Al", "Fa")]).In("@Al Fa").Order(StringComparer.Ordinal));

    [Fact]
    public void Whoever_left_takes_no_name_away() => Assert.Equal(["anna"], Mentions.Among(People).In("@Anna"));

    [Fact]
    public void A_text_of_at_signs_mentions_nobody()
    {
        var crowd = Enumerable.Range(0, 200).Select(n => Person($"{n}", new string('a', 40), new string('b', n % 80)));

        Assert.Empty(Mentions.Among(crowd).In(new string('@', ChatLimits.MessageLength)));
    }

    [Fact]
    public void A_name_inside_a_name_is_not_meant_as_well() =>
        Assert.Equal(["outer"], Mentions.Among([Person("outer", "A", "@B"), Person("inner", "B", "Bee")]).In("@A @B"));

    [Fact]
    public void A_text_mentions_fifty_times_and_is_asked_five_hundred_times_at_most()
    {
        var crowd = Enumerable.Range(0, 60).Select(n => Person($"{n}", $"Name{n}x", "")).ToArray();
        var calls = string.Concat(crowd.Select(person => $"@{person.Name} "));

        Assert.Equal(Mentions.Most, Mentions.Among(crowd).In(calls).Count);
        Assert.Empty(Mentions.Among(crowd).In(string.Concat(Enumerable.Repeat("@ ", Mentions.MostAsked)) + calls));
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
