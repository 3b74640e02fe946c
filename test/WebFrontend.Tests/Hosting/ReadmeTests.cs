using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

/// <summary>The lines of the README and of the guide for integrators, run as they stand.</summary>
public sealed partial class ReadmeTests(Server server)
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task Its_lines_make_a_chat_and_say_something_in_it()
    {
        var said = await RunAsync(Readme.Split("\n## Make a chat\n")[1].Split("\n## ")[0]);

        Assert.Contains("url_with_password", said, StringComparison.Ordinal);
        Assert.Contains("The fitters can start on Thursday.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lines_of_the_guide_for_integrators_say_something_in_a_new_chat()
    {
        var said = await RunAsync(File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "integrators.md")));

        Assert.Contains("The fitters can start on Thursday.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_plans_are_where_it_says()
    {
        var file = PlansRow().Match(Readme).Groups[1].Value;

        Assert.Contains("\"Plans\"", File.ReadAllText(Path.Combine(Repository.Root, file)), StringComparison.Ordinal);
    }

    /// <summary>What the shell blocks of a document print.</summary>
    private async Task<string> RunAsync(string document)
    {
        var script = string.Join('\n', Block().Matches(document).Select(block => block.Groups[1].Value))
            .Replace("http://localhost:5080", server.Address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            WorkingDirectory = Path.GetDirectoryName(server.DataDirectory),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        return said;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"`ConnectNow:Plans`[^|]*\| in `([^`]+)`")]
    private static partial Regex PlansRow();
}
