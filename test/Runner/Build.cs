using System.Diagnostics;

namespace ConnectNow.Runner;

/// <summary>Builds the solution. All projects share one compiler, which is this run's own and ends before the tests begin.</summary>
internal static class Build
{
    public static async Task<bool> RunAsync(Repository repository)
    {
        Console.WriteLine("== Building");
        var compiler = $"connectnow-{Environment.ProcessId}-{Guid.NewGuid():n}";
        // The client's types are checked by its lint.
        var (exitCode, said) = await Tool.RunAsync(
            repository.LogOf("build"), repository.Root, "dotnet", "build", repository.Solution, "-v", "quiet", "-clp:NoSummary", "-nodeReuse:false",
            $"-p:SharedCompilationId={compiler}", "-p:UseSharedCompilation=true", "-p:CheckClient=false");
        Console.Write(said);
        End(compiler);
        return exitCode == 0;
    }

    /// <summary>Ends the compiler by its process id; its pipe has a name that no other run has.</summary>
    private static void End(string compiler)
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (CommandLineOf(process.Id).Contains($"-pipename:{compiler}", StringComparison.Ordinal)) process.Kill();
            }
        }
    }

    /// <summary>Empty for a process that has ended, belongs to another user, or where there is no /proc.</summary>
    private static string CommandLineOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
