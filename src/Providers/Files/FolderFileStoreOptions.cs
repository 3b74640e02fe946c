namespace ConnectNow.Providers.Files;

/// <summary>Where files lie.</summary>
public sealed record FolderFileStoreOptions
{
    /// <summary>The folder for files inside <see cref="DataDirectory"/>.</summary>
    public const string FolderName = "files";

    /// <summary>The folder of everything that is kept; created when it is not there, readable by its owner alone.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Bytes read from an upload before they are written; each block on its way has one such buffer. Default 128 KiB.</summary>
    public int BufferSize { get; init; } = 128 * 1024;

    /// <summary>The folder that the files are in.</summary>
    public string Folder => Path.Combine(Path.GetFullPath(DataDirectory), FolderName);
}
