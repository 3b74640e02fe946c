[assembly: AssemblyFixture(typeof(ConnectNow.Infra.Tests.Images.PublishedPrograms))]

namespace ConnectNow.Infra.Tests.Images;

/// <summary>What the images hold, published once, into folders that nobody may write to.</summary>
public sealed class PublishedPrograms : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("connectnow-published-").FullName;

    public string Silo => Path.Combine(_root, "silo");

    public string Web => Path.Combine(_root, "web");

    public async ValueTask InitializeAsync()
    {
        await PublishAsync("src/Silo", Silo);
        await PublishAsync("src/WebFrontend", Web);
        foreach (var folder in new[] { Silo, Web }) Protect(folder, isReadOnly: true);
    }

    public ValueTask DisposeAsync()
    {
        Protect(_root, isReadOnly: false);
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The files in a folder, relative to it.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private static async Task PublishAsync(string project, string folder)
    {
        var published = await Tool.RunAsync("dotnet",
        [
            "publish", Repository.PathOf(project), "--no-build", "--configuration", Repository.Configuration, "--output", folder, "-nodeReuse:false", "-p:BuildClient=false",
            $"-p:CustomAfterMicrosoftCommonTargets={Repository.PathOf("test/Infra.Tests/Images/LinuxOnly.targets")}",
        ]);
        if (published.ExitCode != 0) throw new InvalidOperationException($"{project} can't be published:\n{published.Output}\n{published.Error}");
    }

    private static void Protect(string folder, bool isReadOnly)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder)) return;
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            var mode = File.GetUnixFileMode(entry);
            const UnixFileMode write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(entry, isReadOnly ? mode & ~write : mode | UnixFileMode.UserWrite);
        }
    }
}
