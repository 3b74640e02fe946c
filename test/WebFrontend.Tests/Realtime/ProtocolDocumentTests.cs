using System.Reflection;
using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Refusals;

namespace ConnectNow.WebFrontend.Tests.Realtime;

/// <summary>Keeps <c>docs/protocol.md</c> true.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md"));

    [Fact]
    public void The_document_lists_exactly_the_hubs_methods()
    {
        var methods = typeof(ChatHub).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName);

        Assert.Equal(methods.Select(method => method.Name).Order(), FirstColumn("### Methods").Select(cell => cell.Split('(')[0]).Order());
    }

    [Fact]
    public void The_document_lists_exactly_the_hubs_events()
    {
        var events = typeof(HubEvents).GetFields().Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(events.Order(), FirstColumn("### Events").Order());
    }

    [Fact]
    public void The_document_lists_every_reason_with_its_status()
    {
        var listed = ReasonRow().Matches(Section("## Refusals"))
            .SelectMany(match => Name().Matches(match.Groups[1].Value).Select(name => (name.Groups[1].Value, int.Parse(match.Groups[2].Value))));

        Assert.Equal(
            Enum.GetValues<Reason>().Select(reason => (RefusalText.NameOf(reason), RefusalText.StatusOf(reason))).Order(),
            listed.Order());
    }

    [Fact]
    public void Every_reason_has_a_sentence_of_its_own()
    {
        var sentences = Enum.GetValues<Reason>().Select(reason => RefusalText.SentenceOf(new Refusal(reason))).ToList();

        Assert.Equal(sentences.Count, sentences.Distinct().Count());
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Assert.Equal(sentences.Count, Enum.GetValues<Reason>().Select(RefusalText.TitleOf).Distinct().Count());
    }

    private static IEnumerable<string> FirstColumn(string heading) =>
        FirstCell().Matches(Section(heading)).Select(match => match.Groups[1].Value);

    /// <summary>From a heading to the next of any level.</summary>
    private static string Section(string heading) => Document.Split(heading)[1].Split("\n#")[0];

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"\| ([^|]*`[a-z_]+`[^|]*) \| (\d{3}) (?=\|)")]
    private static partial Regex ReasonRow();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();
}
