using System.Xml.Linq;

namespace ConnectNow.Runner;

/// <summary>The suites of tests in C#: <c>test/*.Tests</c>, the longest first.</summary>
internal static class Suites
{
    private static readonly string[] Longest = ["Browser", "Resilience", "WebFrontend", "Grains", "Storage", "Upgrade", "Infra"];

    public static IEnumerable<Part> Of(Repository repository) =>
        Directory.EnumerateDirectories(Path.Combine(repository.Root, "test"), "*.Tests")
            .Select(folder => Path.GetFileName(folder)!)
            .OrderBy(name => Array.IndexOf(Longest, name[..^".Tests".Length]) is var place and >= 0 ? place : Longest.Length)
            .Select(name => new Suite(name, repository));

    private sealed class Suite(string name, Repository repository) : Part(name)
    {
        private string Report => Path.Combine(repository.Results, $"{Name}.xml");

        // Browsers are never what waits for the others.
        protected override Task<(int ExitCode, string Said)> StartAsync() => Tool.RunAsync(
            repository.LogOf(Name), repository.Root, "nice", "-n", Name.StartsWith("Browser", StringComparison.Ordinal) ? "0" : "5",
            "dotnet", Path.Combine(repository.Root, "test", Name, "bin", "Debug", "net10.0", $"ConnectNow.{Name}.dll"), "-noColor", "-noLogo", "-xml", Report);

        protected override Counts CountsOf(int exitCode, string said)
        {
            if (!File.Exists(Report)) return new Counts(0, 0, exitCode);
            var assembly = XDocument.Load(Report).Descendants("assembly").First();
            // What xunit calls an error (a fixture that could not be made, say) is a failure here.
            return new Counts(Of("passed"), Of("failed") + Of("errors"), exitCode);

            int Of(string attribute) => (int?)assembly.Attribute(attribute) ?? 0;
        }
    }
}
