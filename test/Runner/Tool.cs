using System.Diagnostics;

namespace ConnectNow.Runner;

/// <summary>Programs run as child processes.</summary>
internal static class Tool
{
    /// <summary>
    /// What it printed on both streams, and its exit code. It prints into a file: a pipe would stay open as long as anything that it has
    /// left running.
    /// </summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string log, string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$@\" >\"$LOG\" 2>&1", "bash", program, .. arguments])
        {
            WorkingDirectory = folder,
            Environment = { ["LOG"] = log },
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return (process.ExitCode, await File.ReadAllTextAsync(log));
    }
}
