using System.Diagnostics;
using System.Reflection;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>A silo of another build than this one, compiled in a folder of its own.</summary>
internal abstract class SiloBuild : IDisposable
{
    protected static readonly string Repository =
        typeof(SiloBuild).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Repository").Value!;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("connectnow-build-").FullName;

    /// <summary>The assembly that a silo runs.</summary>
    public string Silo => Path.Combine(Folder, "src", "Silo", "bin", "Debug", "net10.0", "ConnectNow.Silo.dll");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>The assembly that a frontend runs, where the build has one.</summary>
    public string Frontend => Path.Combine(Folder, "src", "WebFrontend", "bin", "Debug", "net10.0", "ConnectNow.WebFrontend.dll");

    /// <summary>
    /// Compiles a project of <c>src</c> with what it refers to, and does nothing else: what analysers and the documentation find is for
    /// today's build to find.
    /// </summary>
    /// <exception cref="InvalidOperationException">It does not compile; with what the compiler said.</exception>
    protected async Task CompileAsync(string version, CancellationToken cancellationToken, string project = "Silo")
    {
        var log = Path.Combine(Folder, "build.log");
        string[] arguments =
        [
            "build", Path.Combine(Folder, "src", project), "-nologo", "-noConsoleLogger", "-fileLogger", $"-fileLoggerParameters:LogFile={log};Verbosity=minimal", "-nodeReuse:false",
            $"-p:Version={version}", "-p:TreatWarningsAsErrors=false", "-p:WarningLevel=0", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false",
            "-p:GenerateDocumentationFile=false", "-p:BuildClient=false", "-p:UseAppHost=false", "-p:NuGetAudit=false",
        ];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Folder })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode is not 0) throw new InvalidOperationException($"The other build has ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(log, cancellationToken)}");
    }
}
