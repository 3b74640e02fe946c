namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>Where the sources are that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ConnectNow.Orleans.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("These tests must run from inside the repository.");
    }
}
