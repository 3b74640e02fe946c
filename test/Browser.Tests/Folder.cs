namespace ConnectNow.Browser.Tests;

/// <summary>A folder that lives as long as a test: a browser's profile, or pages to be served.</summary>
public sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("connectnow-folder-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
