namespace ConnectNow.Support;

/// <summary>A directory that is deleted with all it holds at the end of its use.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <param name="parent">Where it is made; null: among the system's temporary files. Who measures syncs chooses the disk by it.</param>
    public TemporaryDirectory(string? parent = null) => Path = parent is null
        ? Directory.CreateTempSubdirectory("connectnow-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"connectnow-{Guid.NewGuid():N}")).FullName;

    /// <summary>An absolute path.</summary>
    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
