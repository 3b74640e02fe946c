using ConnectNow.Languages;

namespace ConnectNow.Grains.Tests.Languages;

/// <summary>Which language a reader gets, and how it counts.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("de", "de"), InlineData("de-AT", "de"), InlineData("DE-de", "de"), InlineData("pt", "pt-BR"), InlineData("pt-PT", "pt-BR")]
    [InlineData("en-US", "en-GB"), InlineData("ja-JP", "ja"), InlineData(" ar ", "ar"), InlineData("zh", null), InlineData("", null), InlineData("-", null), InlineData("deu", null)]
    public void A_tag_is_read_in_the_language_it_belongs_to(string tag, string? language) =>
        Assert.Equal(language, Language.Find(tag)?.Tag);

    [Theory]
    [InlineData("de", "de"), InlineData("de-AT,de;q=0.9,en;q=0.8", "de"), InlineData("en;q=0.8, de", "de"), InlineData("fr;q=0.5,de;q=0.7", "de")]
    [InlineData("zh-CN, ja;q=0.4", "ja"), InlineData("de;q=0, fr;q=0.1", "fr"), InlineData("de ; q=0.3 , nl ; Q=0.30", "de"), InlineData("*", "en-GB")]
    [InlineData("zh, *;q=0.5", "en-GB"), InlineData("zh", null), InlineData("", null), InlineData(",,;q=1,=", null), InlineData("de;q=2", null)]
    [InlineData("de;q=1.0000", null), InlineData("de;q=0.12x", null), InlineData("pl;q=1.000,de", "pl")]
    public void A_header_names_the_language_its_reader_likes_best(string header, string? language) =>
        Assert.Equal(language, Language.Accepted(header)?.Tag);

    [Fact]
    public void A_header_of_any_length_is_read_as_far_as_browsers_go()
    {
        Assert.Equal("de", Language.Accepted($"de;q=0.5,{new string(',', 1_000_000)}fr")?.Tag);
        Assert.Null(Language.Accepted($"{new string(' ', Language.LongestHeader)}de"));
    }

    [Theory]
    [InlineData("en-GB", "0 hours|1 hour|2 hours|21 hours"), InlineData("fr", "0 heure|1 heure|2 heures|21 heures")]
    [InlineData("pt-BR", "0 hora|1 hora|2 horas|21 horas"), InlineData("ja", "0時間|1時間|2時間|21時間")]
    public void Numbers_choose_the_form_of_the_word(string tag, string said) =>
        Assert.Equal(said, string.Join('|', new long[] { 0, 1, 2, 21 }.Select(hours => Hours(tag, hours))));

    [Theory]
    [InlineData(1, "1 godzinę"), InlineData(2, "2 godziny"), InlineData(4, "4 godziny"), InlineData(5, "5 godzin"), InlineData(12, "12 godzin"), InlineData(14, "14 godzin")]
    [InlineData(21, "21 godzin"), InlineData(22, "22 godziny"), InlineData(112, "112 godzin"), InlineData(0, "0 godzin")]
    public void Polish_has_three(long hours, string said) => Assert.Equal(said, Hours("pl", hours));

    [Theory]
    [InlineData(1, "ساعة واحدة"), InlineData(2, "ساعتين"), InlineData(3, "3 ساعات"), InlineData(10, "10 ساعات"), InlineData(11, "11 ساعة"), InlineData(100, "100 ساعة"), InlineData(103, "103 ساعات")]
    public void Arabic_has_six(long hours, string said) => Assert.Equal(said, Hours("ar", hours));

    [Theory]
    [InlineData("en-GB", "8,000 12,345"), InlineData("de", "8.000 12.345"), InlineData("es", "8000 12.345"), InlineData("fr", "8\u202f000 12\u202f345"), InlineData("pl", "8000 12\u00a0345")]
    public void Large_numbers_are_grouped_as_the_language_does(string tag, string said)
    {
        var texts = Catalogue.Of(Language.Of(tag));
        Assert.Equal(said, $"{texts.Number(8_000)} {texts.Number(12_345)}");
    }

    private static string Hours(string tag, long hours) => Catalogue.Of(Language.Of(tag)).Text("refusal.wait.hours", ("count", hours));
}
