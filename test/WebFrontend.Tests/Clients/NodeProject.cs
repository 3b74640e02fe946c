using System.Diagnostics;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>The npm project in <c>test/Clients</c>: what it needs was installed when the tests were built.</summary>
internal static class NodeProject
{
    public static readonly string Folder = Path.Combine(Repository.Root, "test", "Clients");

    public static string PathOf(string file)
    {
        Directory.CreateDirectory(Path.Combine(Folder, "out"));
        return Path.Combine(Folder, "out", file);
    }

    /// <summary>Runs a script to its end and gives what it has said; one that fails fails the test with all of it.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}:\n{await said}{await complained}");
        return await said;
    }

    private static Process Start(string script, params string[] arguments) => Process.Start(new ProcessStartInfo("node", [script, .. arguments])
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
