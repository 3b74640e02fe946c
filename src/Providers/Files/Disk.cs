using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ConnectNow.Providers.Files;

/// <summary>Files and folders of their owner alone, and how to make sure that they are on the disk.</summary>
internal static partial class Disk
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    // ENOSPC, and EDQUOT of Linux and of macOS; on Windows ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private static readonly int[] NoSpace = OperatingSystem.IsWindows() ? [unchecked((int)0x80070070), unchecked((int)0x80070027)]
        : OperatingSystem.IsMacOS() ? [28, 69]
        : [28, 122];

    /// <summary>
    /// Makes a folder and those above it that are missing, one by one: made together only the last would be its owner's alone.
    /// </summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(path) is { } above) CreateFolder(above);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnFolder);
    }

    public static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open) options.UnixCreateMode = OwnFile;
        return new FileStream(path, options);
    }

    /// <summary>What was written to the file is on the disk; its name may not be, see <see cref="SyncFolder"/>.</summary>
    public static void Sync(FileStream file) => RandomAccess.FlushToDisk(file.SafeFileHandle);

    /// <summary>Names made, changed or removed in a folder are so on the disk. Windows keeps its names in a journal of its own.</summary>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = OpenFolder(path, 0);
        if (folder.IsInvalid || Flush(folder) != 0)
            throw new IOException($"The folder {path} can't be written to the disk: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());
    }

    /// <summary>Deletes a folder with all in it; none is done already.</summary>
    public static void DeleteFolder(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>Deletes a file; none, or no folder of its, is done already.</summary>
    public static void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>
    /// Of a disk, what files leave free: messages, which are small, go on being kept when there is no room for files any more.
    /// </summary>
    private const double Reserve = 0.05;

    /// <summary>Enough for some hundred thousand messages: more need not be left free, however large the disk is.</summary>
    private const long LargestReserve = 128L * 1024 * 1024;

    /// <exception cref="IOException">So many bytes more would go into what files leave free.</exception>
    public static void MustHaveRoom(string folder, long bytes)
    {
        var disk = new DriveInfo(folder);
        if (disk.AvailableFreeSpace - bytes < Math.Min((long)(disk.TotalSize * Reserve), LargestReserve))
            throw new IOException("The rest of the disk is for messages.", NoSpace[0]);
    }

    /// <summary>The fault as one sentence for the operator, where it is theirs to mend.</summary>
    public static IOException Explain(Exception fault, string root) => fault switch
    {
        IOException full when NoSpace.Contains(full.HResult) =>
            new IOException($"There is no space left for files in {root}.", full) { HResult = full.HResult },
        IOException other => other,
        _ => new IOException($"The folder {root} can't be written to: {fault.Message}", fault),
    };

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle folder);
}
