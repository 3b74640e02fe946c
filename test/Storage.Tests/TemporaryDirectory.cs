namespace ConnectNow.Storage.Tests;

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("connectnow-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
