using System.Diagnostics;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>
/// Silo and frontend of the last build that kept membership and grain state by providers of its own: what it stored is what the official
/// providers meet.
/// </summary>
internal sealed class FormerBuild : SiloBuild
{
    private const string Commit = "3ff2576d3f0e8412d4aeca7704216f44a5682bc7";

    private FormerBuild()
    {
    }

    /// <summary>Takes the sources out of the history and compiles them; null in a copy of the repository that has no history.</summary>
    /// <exception cref="InvalidOperationException">It does not compile; with what the compiler said.</exception>
    public static async Task<FormerBuild?> MakeAsync(CancellationToken cancellationToken)
    {
        if (await GitAsync(["cat-file", "-e", Commit], cancellationToken) is not 0) return null;
        var build = new FormerBuild();
        try
        {
            await build.TakeAsync(cancellationToken);
            await build.CompileAsync("0.0.9", cancellationToken, "WebFrontend");
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    /// <summary>What that build is made of: folders of <c>src</c>.</summary>
    private static readonly string[] Projects = ["Grains.Abstractions", "Configuration", "Grains", "Storage", "Silo", "WebFrontend"];

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var archive = Path.Combine(Folder, "sources.tar");
        string[] what = ["global.json", "Directory.Build.props", "Directory.Packages.props", .. Projects.Select(project => $"src/{project}")];
        if (await GitAsync(["archive", $"--output={archive}", Commit, .. what], cancellationToken) is not 0) throw new InvalidOperationException($"The sources of {Commit} could not be taken out.");
        await System.Formats.Tar.TarFile.ExtractToDirectoryAsync(archive, Folder, overwriteFiles: false, cancellationToken);
    }

    private static async Task<int> GitAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository, RedirectStandardError = true })!;
        await git.StandardError.ReadToEndAsync(cancellationToken);
        await git.WaitForExitAsync(cancellationToken);
        return git.ExitCode;
    }
}
