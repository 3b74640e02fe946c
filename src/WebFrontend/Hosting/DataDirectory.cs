namespace ConnectNow.WebFrontend.Hosting;

/// <summary>The directory in which the embedded mode keeps everything.</summary>
internal static class DataDirectory
{
    /// <summary>Makes the directory, readable by its owner alone, and finds out now, not at the first message, whether it can be written to.</summary>
    /// <exception cref="StartupFault">It can't.</exception>
    public static void Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path)) CreatePrivate(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():n}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new StartupFault(
                $"The data directory {path} can't be written to ({exception.Message.TrimEnd('.')}). Give the server the right to, or name another one with --ConnectNow:DataDirectory.",
                exception);
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
