namespace ConnectNow.Bench.Serving;

/// <summary>A folder that is gone when the measuring is over.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    /// <param name="parent">Where it is made; null: where temporary files go. It must be on the disk whose syncs are to be measured.</param>
    public TemporaryDirectory(string? parent)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"connectnow-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
