using System.Runtime.InteropServices;
using ConnectNow.Configuration;

namespace ConnectNow.WebFrontend.Hosting.Connections;

/// <summary>
/// How many files and sockets this process may have open. A process that has used all of them can't read its own program any more, and what
/// it once failed to load it never loads: so connections are refused before it comes to that.
/// </summary>
internal static partial class OpenFileLimit
{
    /// <summary>Kept for the database, files, the program itself and calls to others.</summary>
    public const int Reserve = 512;

    /// <summary>With fewer there is no room for people.</summary>
    public const int Least = 1024;

    private const int OpenFiles = 7;
    private const int OpenFilesOnMacOS = 8;

    /// <summary>The limit of this process; null where there is none, or none is known.</summary>
    public static long? Current { get; } = Read();

    /// <summary>As many connections as are wanted, and as there is room for beside the reserve.</summary>
    /// <param name="wanted">What the settings say.</param>
    /// <param name="limit">Files that the process may have open; null: any number.</param>
    public static int RoomFor(int wanted, long? limit) => limit is { } files ? (int)Math.Clamp(files - Reserve, 1, wanted) : wanted;

    /// <exception cref="SettingsException">The process may have too few files open to serve anybody.</exception>
    public static void MustSuffice(long? limit)
    {
        if (limit < Least) throw new SettingsException([$"This process may have {limit} files and sockets open, and needs at least {Least}: raise the limit (ulimit -n, LimitNOFILE)."]);
    }

    private static long? Read()
    {
        if (OperatingSystem.IsWindows()) return null;
        if (GetLimit(OperatingSystem.IsMacOS() ? OpenFilesOnMacOS : OpenFiles, out var limit) != 0) return null;
        return limit.Current > int.MaxValue ? null : (long)limit.Current;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Current;
        public nuint Most;
    }
}
