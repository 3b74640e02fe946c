using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ConnectNow.Grains.Mail;
using ConnectNow.Languages;
using ConnectNow.Mailing;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>The mails in every language: what they say is whole, and it stays in its lines and its direction.</summary>
public sealed partial class CodeMailLanguageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly CodeMailRequest Request = SampleMails.New(Now);

    public static TheoryData<string, CodePurpose> Mails =>
        [.. from language in Language.All from purpose in Enum.GetValues<CodePurpose>() select (language.Tag, purpose)];

    [Theory, MemberData(nameof(Mails))]
    public void Text_and_html_say_the_same_and_leave_no_gap(string tag, CodePurpose purpose)
    {
        var mail = CodeMail.Compose(Request with { Language = tag, Purpose = purpose }, Now);

        Assert.DoesNotContain('{', mail.Subject + mail.Text);
        Assert.Contains("314159", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("\n    314159\n", mail.Text, StringComparison.Ordinal);
        var shown = WithoutBlanks(WebUtility.HtmlDecode(Tag().Replace(mail.Html, "")));
        Assert.All(mail.Text.Split("\n\n").Take(5), part => Assert.Contains(WithoutBlanks(part.Split('\n')[0]), shown, StringComparison.Ordinal));
        Assert.Contains($"<html lang=\"{tag}\" dir=\"{(tag == "ar" ? "rtl" : "ltr")}\">", mail.Html, StringComparison.Ordinal);
        if (purpose == CodePurpose.SignIn) return;
        Assert.Contains("<bdi><strong>Kitchen refit</strong></bdi>", mail.Html, StringComparison.Ordinal);
        Assert.Contains("<bdi>Northwind</bdi>", mail.Html, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Mails))]
    public void No_line_of_text_is_wider_than_76_columns(string tag, CodePurpose purpose)
    {
        var mail = CodeMail.Compose(Request with { Language = tag, Purpose = purpose, Chat = "東京の台所の改装", Company = "株式会社北風" }, Now);

        Assert.All(mail.Text.Split('\n'), line => Assert.InRange(line.Sum(letter => letter is >= '\u2e80' and <= '\uff60' ? 2 : 1), 0, 76));
    }

    [Fact]
    public void Japanese_breaks_between_characters_but_no_line_begins_with_a_full_stop()
    {
        var sentence = string.Concat(Enumerable.Repeat("お心当たりがない場合は、このメールを無視してください。", 6));

        for (var longest = 20; longest < 60; longest++)
        {
            var lines = LineBreaks.Wrap(sentence, longest).Split('\n');
            Assert.Equal(sentence, string.Concat(lines));
            Assert.All(lines, line => Assert.DoesNotMatch("^[。、]", line));
            Assert.All(lines[..^1], line => Assert.InRange(line.Length * 2, longest - 7, longest));
        }
    }

    [Fact]
    public void In_arabic_the_code_runs_to_the_right_and_names_keep_to_themselves()
    {
        var mail = CodeMail.Compose(Request with { Language = "ar" }, Now);

        Assert.Matches("<td align=\"center\" dir=\"ltr\" class=\"code\"[^>]*>314159</td>", mail.Html);
        Assert.Contains("\u2068Kitchen refit\u2069", mail.Text.Replace('\n', ' '), StringComparison.Ordinal);
        Assert.StartsWith("مرحبًا \u2068Ada Lovelace\u2069،\n", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pl", 10, "przez najbliższe 10 minut."), InlineData("pl", 3, "przez najbliższe 3 minuty."), InlineData("pl", 1, "jeszcze przez minutę."), InlineData("ar", 2, "خلال دقيقتين.")]
    [InlineData("xx", 2, "It works once, for the next 2 minutes.")]
    public void The_minutes_that_are_left_are_counted_as_the_language_does(string tag, int minutes, string said) =>
        Assert.Contains(said, CodeMail.Compose(Request with { Language = tag }, Request.ExpiresAt.AddMinutes(-minutes)).Text, StringComparison.Ordinal);

    private static string WithoutBlanks(string text) =>
        string.Concat(text.Where(letter => !char.IsWhiteSpace(letter) && char.GetUnicodeCategory(letter) != UnicodeCategory.Format));

    [GeneratedRegex("<[^>]*>|<style>[^<]*</style>")]
    private static partial Regex Tag();
}
