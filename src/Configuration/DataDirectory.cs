namespace ConnectNow.Configuration;

/// <summary>The directory in which the embedded mode keeps everything: <c>ConnectNow:DataDirectory</c>.</summary>
public static class DataDirectory
{
    /// <summary>Its absolute path; <c>data</c> under the working directory unless something else is set.</summary>
    public static string PathOf(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Path.GetFullPath(settings.Text("DataDirectory") ?? "data");
    }

    /// <summary>
    /// Makes the directory, readable by its owner alone, and finds out now, not at the first message, whether it can be written to: if not,
    /// the reader is told.
    /// </summary>
    /// <returns>Its absolute path.</returns>
    public static string Prepare(SettingsReader settings)
    {
        var path = PathOf(settings);
        try
        {
            if (!Directory.Exists(path)) CreatePrivate(path);
            var probe = Path.Combine(path, $".probe-{Guid.NewGuid():n}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            settings.Wrong(
                $"The data directory {path} can't be written to ({exception.Message.TrimEnd('.')}). Give the server the right to, or name another one with --ConnectNow:DataDirectory.");
        }

        return path;
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
