namespace ConnectNow.Architecture.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Sources
{
    private static readonly string Root = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Every C# file of a project under <c>src</c>: its path from there, and its text.</summary>
    public static IEnumerable<(string Path, string Text)> Of(string project)
    {
        var directory = System.IO.Path.Combine(Root, "src", project);
        return Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(directory, file))
            .Where(file => !file.Split('/', '\\').Any(part => part is "obj" or "bin" or "client"))
            .Select(file => (file.Replace('\\', '/'), System.IO.File.ReadAllText(System.IO.Path.Combine(directory, file))));
    }

    /// <summary>Every C# file of the repository, but for what was built or generated: its path from the root, and its text.</summary>
    public static IEnumerable<(string Path, string Text)> All() =>
        new[] { "src", "test", "bench" }
            .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => (Path: System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/'), File: file))
            .Where(file => !file.Path.Split('/').Any(part => part is "obj" or "bin" or "node_modules"))
            .Select(file => (file.Path, System.IO.File.ReadAllText(file.File)));

    /// <summary>The text of a file of the repository.</summary>
    public static string File(string path) => System.IO.File.ReadAllText(System.IO.Path.Combine(Root, path));

    private static string Find(DirectoryInfo? directory)
    {
        while (directory is not null && !System.IO.File.Exists(System.IO.Path.Combine(directory.FullName, "ConnectNow.Orleans.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("These tests must run from inside the repository.");
    }
}
