using System.Runtime.InteropServices;

namespace ConnectNow.Cluster;

/// <summary>What an operating system, and an operator, can do to a process.</summary>
internal enum Signal
{
    Terminate = 15,

    // The two have other numbers on macOS.
    Continue = -1,
    Stop = -2,
}

internal static class Signals
{
    /// <summary>False when the process is no more.</summary>
    public static bool Send(int processId, Signal signal) => Kill(processId, NumberOf(signal)) == 0;

    private static int NumberOf(Signal signal) => signal switch
    {
        Signal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        Signal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        _ => (int)signal,
    };

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
