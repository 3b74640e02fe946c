using System.Globalization;
using System.Text.RegularExpressions;
using ConnectNow.Grains.Mail;
using ConnectNow.Mailing;
using CsCheck;

namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>What the mails say, and what nobody can make them say.</summary>
public sealed partial class CodeMailTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly CodeMailRequest Request = SampleMails.New(Now);

    [Fact]
    public void Whoever_comes_back_reads_who_asked_what_to_do_and_what_if_it_was_not_them()
    {
        var mail = CodeMail.Compose(Request, Now);

        Assert.Equal(("ada@example.org", "Ada Lovelace", "314159 is your code for Kitchen refit"), (mail.To, mail.ToName, mail.Subject));
        string[] said =
        [
            "Hello Ada Lovelace,", "Somebody, hopefully you, wants to join “Kitchen refit” at Northwind with this email address.",
            "Type this code in on the page that asked for it:", "314159", "It works once, for the next 10 minutes.",
            "If this was not you, ignore this mail: without the code nobody gets in.",
        ];
        Assert.All(said, sentence => Assert.Contains(sentence, Unwrapped(mail.Text), StringComparison.Ordinal));
        Assert.All(said, sentence => Assert.Contains(sentence, Shown(mail.Html), StringComparison.Ordinal));
        Assert.Contains("\n    314159\n", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CodePurpose.Token, "A program asks for access to “Kitchen refit” at Northwind in your name.")]
    [InlineData(CodePurpose.SignIn, "Somebody, hopefully you, wants to log in to ConnectNow Chat with this email address.")]
    public void Every_purpose_says_what_it_is(CodePurpose purpose, string why)
    {
        var mail = CodeMail.Compose(Request with { Purpose = purpose }, Now);

        Assert.Contains(why, Unwrapped(mail.Text), StringComparison.Ordinal);
        Assert.Contains(why, Shown(mail.Html), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_has_no_name_is_greeted_all_the_same() =>
        Assert.StartsWith("Hello,\n", CodeMail.Compose(Request with { ToName = "" }, Now).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "for the next 10 minutes"), InlineData(190, "for the next 6 minutes"), InlineData(545, "for one more minute"), InlineData(599, "for one more minute")]
    public void A_mail_that_had_to_wait_says_how_long_is_left(int secondsLater, string howLong) =>
        Assert.Contains(howLong, CodeMail.Compose(Request, Now.AddSeconds(secondsLater)).Text, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_loaded_from_anywhere_and_nothing_runs()
    {
        var html = CodeMail.Compose(Request, Now).Html;

        Assert.DoesNotMatch(@"(?i)<(script|img|link|iframe|a|form|object|svg)\b|url\(|@import|https?:|\bon\w+=", html);
        Assert.Contains("prefers-color-scheme:dark", html, StringComparison.Ordinal);
        Assert.Contains("<meta name=\"color-scheme\" content=\"light dark\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_breaks_out_of_its_place()
    {
        var pieces = Gen.OneOf(
            Gen.Const("<script>alert(1)</script>"), Gen.Const("\"'><b>&amp;"), Gen.Const("\r\nBcc: eve@example.org"), Gen.Const("\u202e\u2066\u200f"), Gen.Const("\u2028"),
            Gen.Const("https://evil.example.com/?a=b"), Gen.Const("eve@example.org"), Gen.Const("\ud83d\ude42"), Gen.Const("\0"), Gen.Const("العربية"), Gen.Const(" "),
            Gen.String[0, 300]);
        var names = pieces.Array[0, 6].Select(string.Concat);

        Gen.Select(names, names, names, Gen.Enum<CodePurpose>()).Sample(
            (name, chat, company, purpose) =>
            {
                var mail = CodeMail.Compose(Request with { ToName = name, Chat = chat, Company = company, Purpose = purpose }, Now);

                Assert.All([mail.Subject, mail.ToName], line => Assert.DoesNotContain(line, char.IsControl));
                Assert.InRange(new StringInfo(mail.Subject).LengthInTextElements, 20, 100);
                Assert.InRange(mail.Text.Length, 200, 5_000);
                Assert.DoesNotMatch("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", mail.Subject + mail.ToName + mail.Text + mail.Html);
                // The tags are ours, all of them and none but them.
                Assert.Equal(Tags(CodeMail.Compose(Request with { ToName = "N", Purpose = purpose }, Now).Html), Tags(mail.Html));
                // What a mail program would make a link of is not there in one piece.
                Assert.DoesNotMatch(@"evil\.example|eve@example", mail.Text + mail.Html);
                Assert.Equal(6, mail.Text.Split("\n\n").Length);
                Assert.All(mail.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 76));
            },
            iter: 2_000,
            threads: 1);
    }

    [Fact]
    public void Lines_of_text_are_broken_between_words_where_they_can_be()
    {
        var (words, oneWord) = (string.Join(' ', Enumerable.Repeat("brown fox", 20)), string.Concat(Enumerable.Repeat("\U0001F469\u200D\U0001F527", 40)));

        var mail = CodeMail.Compose(Request with { Chat = words, ToName = oneWord }, Now);

        Assert.All(mail.Text.Split('\n'), line => Assert.InRange(line.Length, 0, 76));
        Assert.Contains(words, Unwrapped(mail.Text), StringComparison.Ordinal);
        // A word longer than a line is broken, but none of its characters is.
        Assert.All(mail.Text.Split('\n'), line => Assert.False(line.StartsWith('\u200D') || line.EndsWith('\u200D'), line));
        Assert.DoesNotContain("\ufffd", System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(mail.Text)), StringComparison.Ordinal);
    }

    /// <summary>The sentences of a text, each on one line.</summary>
    private static string Unwrapped(string text) => SingleBreak().Replace(text, " ");

    private static string Tags(string html) =>
        string.Concat(Tag().Matches(html).Select(match => match.Value)).Replace("<bdi></bdi>", "", StringComparison.Ordinal);

    /// <summary>What somebody sees of the HTML.</summary>
    private static string Shown(string html) => System.Net.WebUtility.HtmlDecode(Tag().Replace(html, ""));

    [GeneratedRegex(@"(?<!\n)\n(?!\n|    )")]
    private static partial Regex SingleBreak();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
