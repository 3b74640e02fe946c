using ConnectNow.Files;
using CsCheck;

namespace ConnectNow.Grains.Tests.Files;

public sealed class FileNameTests
{
    private const string England = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F";
    private const string Scotland = "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F";
    private const string Wales = "\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F";

    private static readonly string[] Parts = [England, "\U0001F3F4", "\U000E0067", "\U000E007F", "a", ".", "/", "\\", " ", "\u0301", "\u202e", "\u200d", "\u200c", "👋", "\ud83d", "é", "\n", "\u00a0"];

    [Theory]
    [InlineData("photo.jpg", "photo.jpg")]
    [InlineData(@"..\..\x", "x")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData(@"C:\x", "x")]
    [InlineData("C:x", "C:x")]
    [InlineData(@"\\server\share\a.txt", "a.txt")]
    [InlineData("../..", "file")]
    [InlineData("a/", "file")]
    [InlineData("", "file")]
    [InlineData(null, "file")]
    [InlineData(" . .. ", "file")]
    [InlineData("...", "file")]
    [InlineData(".htaccess", "htaccess")]
    [InlineData("report.pdf.", "report.pdf")]
    [InlineData(" spaced name .txt ", "spaced name .txt")]
    [InlineData("con", "con")] // Names of Windows' devices are names: they never become paths.
    [InlineData("NUL.txt", "NUL.txt")]
    [InlineData("a\u0000b\r\nc\td\u007fe\u0085f", "abcdef")]
    [InlineData("\u202egpj.exe", "gpj.exe")]
    [InlineData("a\u2066b\u2069\u200e\u200f\u061cc", "abc")]
    [InlineData("a\u2028b\u2029c", "abc")]
    [InlineData("zero\u200bwidth\ufeff", "zerowidth")]
    [InlineData("\u200d\u202e", "file")]
    [InlineData("Grüße 👋.txt", "Grüße 👋.txt")]
    [InlineData("Gru\u0308ße", "Gru\u0308ße")] // However a letter is written: it is the device's affair.
    [InlineData("a\ue000b", "ab")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.pdf")]
    [InlineData("👨\u200d👩\u200d👧 holiday.jpg", "👨\u200d👩\u200d👧 holiday.jpg")]
    [InlineData("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937")]
    [InlineData("\u200cname\u200d", "name")]
    [InlineData("\u200f\u200c name.txt \u200d.", "name.txt")]
    [InlineData("<script>.html", "<script>.html")]
    [InlineData("%2e%2e%2fx", "%2e%2e%2fx")]
    [InlineData("ملف.pdf", "ملف.pdf")]
    public void A_name_is_one_segment_of_text_that_can_be_shown(string? name, string expected) =>
        Assert.Equal(expected, FileName.Clean(name));

    [Theory]
    [InlineData(England), InlineData(Scotland), InlineData(Wales)]
    public void Flags_made_of_tags_stay_whole_and_tags_elsewhere_go(string flag)
    {
        Assert.Equal($"{flag} v {flag}.jpg", FileName.Clean($"{flag} v {flag}.jpg"));
        Assert.Equal(flag, FileName.Clean(flag));
        // Cut off, without its flag, or saying something else: tags can hide any text.
        Assert.Equal("\U0001F3F4.txt", FileName.Clean(flag[..^2] + ".txt"));
        Assert.Equal("a.txt", FileName.Clean("a" + flag[2..] + ".txt"));
        Assert.Equal("\U0001F3F4.txt", FileName.Clean("\U0001F3F4\U000E0068\U000E0069\U000E007F.txt"));
    }

    [Fact]
    public void No_flag_is_cut_in_half()
    {
        for (var length = 170; length <= 196; length++)
        {
            var clean = FileName.Clean(new string('x', length) + string.Concat(Enumerable.Repeat(Scotland, 10)) + ".txt");

            Assert.Equal(new string('x', length), clean.Replace(Scotland, "", StringComparison.Ordinal)[..^4]);
            Assert.InRange(clean.Length, FileLimits.NameLength - Scotland.Length, FileLimits.NameLength);
        }
    }

    [Theory]
    [InlineData("\ud83d.txt")]
    [InlineData("\udc4b.txt")]
    [InlineData("\udc4b\ud83d.txt")]
    public void Half_a_character_is_none(string name) => Assert.Equal("txt", FileName.Clean(name));

    [Fact]
    public void A_long_name_is_cut_and_keeps_its_extension()
    {
        var clean = FileName.Clean(new string('x', 10_000) + ".jpeg");

        Assert.Equal(new string('x', FileLimits.NameLength - 5) + ".jpeg", clean);
    }

    [Fact]
    public void What_is_no_extension_is_cut_like_the_rest()
    {
        var name = "a." + new string('x', 500);

        Assert.Equal(name[..FileLimits.NameLength], FileName.Clean(name));
    }

    [Fact]
    public void No_character_is_cut_in_half()
    {
        for (var length = 190; length <= 210; length++)
        {
            var clean = FileName.Clean(new string('x', length) + string.Concat(Enumerable.Repeat("👋", 30)) + ".txt");

            Assert.True(Utf16.IsWellFormed(clean));
            Assert.EndsWith(".txt", clean, StringComparison.Ordinal);
            Assert.InRange(clean.Length, FileLimits.NameLength - 1, FileLimits.NameLength);
        }
    }

    [Fact]
    public void Ten_thousand_combining_marks_are_cut()
    {
        var clean = FileName.Clean("e" + new string('\u0301', 10_000));

        Assert.Equal('e', clean[0]);
        Assert.Equal(FileLimits.NameLength, clean.Length);
    }

    [Fact]
    public void Cleaning_twice_changes_nothing() => Gen.Int[0, Parts.Length - 1].Array[0, 300].Sample(
        parts =>
        {
            var once = FileName.Clean(string.Concat(parts.Select(part => Parts[part])));

            Assert.Equal(once, FileName.Clean(once));
            Assert.InRange(once.Length, 1, FileLimits.NameLength);
            Assert.DoesNotContain('/', once);
            Assert.True(Utf16.IsWellFormed(once));
        });
}
