using System.Diagnostics;
using System.Reflection;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>A silo of a build that does not exist yet, made of <see cref="TomorrowsSource"/> in a folder of its own.</summary>
internal sealed class TomorrowsBuild : IDisposable
{
    private const string Contract = "Grains.Abstractions";

    private static readonly string[] Projects = [Contract, "Configuration", "Grains", "Storage", "Silo"];

    private static readonly string Repository =
        typeof(TomorrowsBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-tomorrow-").FullName;

    private TomorrowsBuild()
    {
    }

    /// <summary>The assembly that a silo runs.</summary>
    public string Silo => Path.Combine(_directory, "src", "Silo", "bin", "Debug", "net10.0", "ConnectNow.Silo.dll");

    /// <summary>How many fields, calls and numbers more than today's travel between silos and frontends.</summary>
    public int Additions { get; private set; }

    /// <summary>Copies, rewrites and compiles.</summary>
    /// <exception cref="InvalidOperationException">It does not compile; with what the compiler said.</exception>
    public static async Task<TomorrowsBuild> MakeAsync(CancellationToken cancellationToken)
    {
        var build = new TomorrowsBuild();
        try
        {
            build.Copy();
            await build.CompileAsync(cancellationToken);
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Copy()
    {
        foreach (var file in Directory.EnumerateFiles(Repository, "*.props").Append(Path.Combine(Repository, "global.json")))
            File.Copy(file, Path.Combine(_directory, Path.GetFileName(file)));
        foreach (var project in Projects)
        {
            foreach (var file in FilesOf(project))
            {
                var copy = Path.Combine(_directory, Path.GetRelativePath(Repository, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (Path.GetExtension(file) is ".cs") Rewrite(file, copy, project is Contract);
                else File.Copy(file, copy);
            }
        }
    }

    private void Rewrite(string file, string copy, bool travels)
    {
        var tomorrow = TomorrowsSource.Of(File.ReadAllText(file));
        if (travels) Additions += TomorrowsSource.AdditionsIn(tomorrow);
        File.WriteAllText(copy, tomorrow);
    }

    /// <summary>The sources and what they are built with; not what was built of them.</summary>
    private static IEnumerable<string> FilesOf(string project)
    {
        var folder = Path.Combine(Repository, "src", project);
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }

    /// <summary>Compiles and does nothing else: what analysers and the documentation find is for today's build to find.</summary>
    private async Task CompileAsync(CancellationToken cancellationToken)
    {
        var log = Path.Combine(_directory, "build.log");
        string[] arguments =
        [
            "build", Path.Combine(_directory, "src", "Silo"), "-nologo", "-noConsoleLogger", "-fileLogger", $"-fileLoggerParameters:LogFile={log};Verbosity=minimal", "-nodeReuse:false",
            "-p:Version=9.9.9", "-p:TreatWarningsAsErrors=false", "-p:WarningLevel=0", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
            "-p:GenerateDocumentationFile=false", "-p:UseAppHost=false", "-p:NuGetAudit=false",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _directory })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode is not 0) throw new InvalidOperationException($"Tomorrow's build has ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(log, cancellationToken)}");
    }
}
