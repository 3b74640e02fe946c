namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>A silo of a build that does not exist yet, made of <see cref="TomorrowsSource"/>.</summary>
internal sealed class TomorrowsBuild : SiloBuild
{
    private TomorrowsBuild()
    {
    }

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
            await build.CompileAsync("9.9.9", cancellationToken);
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    /// <summary>What a silo is made of: folders of <c>src</c>.</summary>
    private static readonly string[] Projects = ["Grains.Abstractions", "Languages", "Configuration", "Grains", "Providers", "Silo"];

    private void Copy()
    {
        foreach (var file in Directory.EnumerateFiles(Repository, "*.props").Append(Path.Combine(Repository, "global.json")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        foreach (var project in Projects)
        {
            foreach (var file in FilesOf(project))
            {
                var copy = Path.Combine(Folder, Path.GetRelativePath(Repository, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                if (Path.GetExtension(file) is ".cs") Rewrite(file, copy, project is "Grains.Abstractions");
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
            .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj") is false);
    }
}
