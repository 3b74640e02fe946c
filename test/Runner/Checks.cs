using System.Text.Json;

namespace ConnectNow.Runner;

/// <summary>What is no suite of C#: layout, the client's lint and tests, and every measurement once.</summary>
internal static class Checks
{
    public static IEnumerable<Part> Of(Repository repository) =>
    [
        // What dotnet format would find: the build has checked style and analyzers, and a test of the architecture the order of imports.
        new Check(repository, "format", repository.Root, "dotnet", "format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "src/WebFrontend/client", "test/Azurite/node_modules", "artifacts"),
        new Check(repository, "client lint", repository.Client, "npm", "run", "--silent", "check"),
        new ClientTests(repository),
        new Bench(repository),
    ];

    /// <summary>Passes or fails as a whole.</summary>
    private sealed class Check(Repository repository, string name, string folder, string program, params string[] arguments) : Part(name)
    {
        protected override Task<(int ExitCode, string Said)> StartAsync() =>
            Tool.RunAsync(repository.LogOf(Name), folder, program, arguments);

        protected override Counts CountsOf(int exitCode, string said) => exitCode == 0 ? new Counts(1, 0, 0) : new Counts(0, 1, exitCode);
    }

    private sealed class ClientTests(Repository repository) : Part("client")
    {
        private string Report => Path.Combine(repository.Results, "client.json");

        protected override Task<(int ExitCode, string Said)> StartAsync() =>
            Tool.RunAsync(repository.LogOf(Name), repository.Client, "npx", "--no-install", "vitest", "run", "--reporter=default", "--reporter=json", $"--outputFile.json={Report}");

        protected override Counts CountsOf(int exitCode, string said)
        {
            if (!File.Exists(Report)) return new Counts(0, 0, exitCode);
            var report = JsonDocument.Parse(File.ReadAllText(Report)).RootElement;
            return new Counts(report.GetProperty("numPassedTests").GetInt32(), report.GetProperty("numFailedTests").GetInt32(), exitCode);
        }
    }

    /// <summary>Every measurement for moments: what it counts must be right, whatever the time.</summary>
    private sealed class Bench(Repository repository) : Part("bench")
    {
        protected override Task<(int ExitCode, string Said)> StartAsync() =>
            Tool.RunAsync(repository.LogOf(Name), repository.Root, "nice", "-n", "5", "dotnet", Path.Combine(repository.Root, "bench", "bin", "Debug", "net10.0", "ConnectNow.Bench.dll"), "smoke");

        protected override Counts CountsOf(int exitCode, string said)
        {
            var lines = said.Split('\n');
            return new Counts(lines.Count(line => line.StartsWith("ok ", StringComparison.Ordinal)), lines.Count(line => line.StartsWith("not ok ", StringComparison.Ordinal)), exitCode);
        }
    }
}
