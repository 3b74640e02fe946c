using System.Text.RegularExpressions;

namespace ConnectNow.Architecture.Tests;

/// <summary>
/// Habits that no analyser knows: the length of files and lines, how log messages are written, and what grains must not do.
/// </summary>
public sealed partial class StyleTests
{
    private const int LongestFile = 300;
    private const int LongestComment = 140;

    private static IEnumerable<(string Path, string Text)> Program =>
        Sources.All().Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void No_file_of_the_program_has_more_than_300_lines() =>
        Assert.Empty(Program.Where(file => file.Text.Count(character => character == '\n') > LongestFile).Select(file => file.Path));

    [Fact]
    public void No_comment_is_wider_than_140_columns() =>
        Assert.Empty(Sources.All().SelectMany(file => WideComments(file.Text).Select(line => $"{file.Path}: {line}")));

    [Fact]
    public void Log_messages_are_sentences()
    {
        var messages = Program.SelectMany(file => LogMessage().Matches(file.Text)).Select(match => match.Groups["text"].Value).ToList();

        Assert.Equal(Program.Sum(file => file.Text.Split("[LoggerMessage(").Length - 1), messages.Count);
        Assert.All(messages, message => Assert.Matches(Sentence(), message));
    }

    [Theory]
    [InlineData("Chat {ChatId} did not answer.", true)]
    [InlineData("{Count} mails were still under way.", true)]
    [InlineData("chat {ChatId} did not answer.", false)]
    [InlineData("Chat {ChatId} did not answer", false)]
    public void A_sentence_begins_with_a_capital_or_a_value_and_ends_with_a_full_stop(string message, bool isSentence) =>
        Assert.Equal(isSentence, Sentence().IsMatch(message));

    /// <summary>
    /// What a grain goes on with must run on its own scheduler. Only the decorators and meters, which grains merely await, may leave it.
    /// </summary>
    [Fact]
    public void Grains_stay_on_their_scheduler() =>
        Assert.Empty(Program.Where(file => GrainFile().IsMatch(file.Path) && file.Text.Contains("ConfigureAwait(false)", StringComparison.Ordinal)).Select(file => file.Path));

    private static IEnumerable<string> WideComments(string text) =>
        text.Split('\n').Where(line => line.Length > LongestComment && line.TrimStart().StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex("""\[LoggerMessage\([^"\]]*"(?<text>(?:[^"\\]|\\.)*)"\s*\)\]""")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"^(?:\p{Lu}|\{).*\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^src/Grains/(?!Files/|Telemetry/)")]
    private static partial Regex GrainFile();
}
