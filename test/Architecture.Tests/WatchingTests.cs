using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNow.Architecture.Tests;

/// <summary>
/// What operators look at asks for what the code measures, and says what to do: code, workbook, alerts and <c>docs/operations.md</c> go
/// together.
/// </summary>
public sealed partial class WatchingTests
{
    private static readonly string Workbook = Sources.File("infra/watching/workbook.json");
    private static readonly string Alerts = Sources.File("infra/watching/alerts.bicep");
    private static readonly string Document = Sources.File("docs/operations.md");

    /// <summary>Of the runtime and the web server: theirs to name.</summary>
    private static readonly string[] OfPlatform = ["dotnet.process.cpu.time", "dotnet.process.memory.working_set", "http.server.request.duration"];

    [Fact]
    public void Workbook_and_alerts_ask_only_for_metrics_that_there_are()
    {
        var queries = Workbook.Replace("\\\"", "\"", StringComparison.Ordinal) + Alerts;
        var asked = Asked().Matches(queries).SelectMany(condition => Text().Matches(condition.Value)).Select(match => match.Groups[1].Value)
            .Where(name => name != Span).ToHashSet();

        Assert.True(asked.Count > 20, "The queries were found.");
        Assert.Empty(asked.Except([.. Instruments(), .. OfPlatform]));
    }

    [Fact]
    public void Every_instrument_of_ours_is_explained_and_shown()
    {
        var own = Instruments().Where(name => name.StartsWith("connectnow.", StringComparison.Ordinal)).ToHashSet();

        Assert.Equal(own.Order(), Named().Matches(Document).Select(match => match.Groups[1].Value).Distinct().Order());
        Assert.All(own, name => Assert.Contains($"\\\"{name}\\\"", Workbook, StringComparison.Ordinal));
    }

    [Fact]
    public void Spans_that_are_asked_for_are_made() =>
        Assert.All((string[])[Workbook, Alerts], text => Assert.Contains(Span, text, StringComparison.Ordinal));

    [Fact]
    public void Every_alert_has_its_section_and_every_section_its_alert() =>
        Assert.Equal(
            AlertName().Matches(Alerts).Select(match => match.Groups[1].Value).Order(),
            Section().Matches(Document).Select(match => match.Groups[1].Value).Order());

    [Fact]
    public void The_workbook_is_a_workbook()
    {
        using var workbook = JsonDocument.Parse(Workbook);

        Assert.Equal("Notebook/1.0", workbook.RootElement.GetProperty("version").GetString());
        var names = workbook.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString())
            .ToList();
        Assert.Equal(names.Distinct(), names);
    }

    private static string Span => Constant().Match(Sources.File("src/Grains.Abstractions/Telemetry/TelemetryNames.cs")).Groups[1].Value;

    private static IEnumerable<string> Instruments() =>
        new[] { "Grains.Abstractions", "Grains", "Media", "Providers", "Silo", "WebFrontend" }.SelectMany(Sources.Of)
            .Where(file => file.Path.EndsWith("TelemetryNames.cs", StringComparison.Ordinal) || file.Text.Contains("using System.Diagnostics.Metrics;", StringComparison.Ordinal))
            .SelectMany(file => Instrument().Matches(file.Text)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\bName (?:== ""[^""]+""|in \([^)]+\))")]
    private static partial Regex Asked();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Text();

    [GeneratedRegex(@"""(connectnow\.[a-z_.]+|orleans-[a-z-]+)""")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"`(connectnow\.[a-z_.]+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"CommitSpan = ""([^""]+)""")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^    name: '([a-z-]+)'", RegexOptions.Multiline)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^### ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex Section();
}
