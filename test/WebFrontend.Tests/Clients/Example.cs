using System.Collections.Concurrent;
using System.Diagnostics;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>One of the programs in <c>docs/examples</c>, running, and what it has printed.</summary>
internal sealed class Example : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private Example(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>What was said, without the number and the name before it.</summary>
    public IEnumerable<string> Texts =>
        Lines.Where(line => line.Contains(": ", StringComparison.Ordinal)).Select(line => line.Split(": ", 2)[1]);

    public static Example Start(string language, Uri server, string token, params string[] arguments)
    {
        string[] program = language == "C#"
            ? ["dotnet", Path.Combine(Repository.Root, "docs", "examples", "csharp", "bin", Configuration, "net10.0", "ConnectNow.Examples.dll"), .. arguments]
            : ["node", Path.Combine(NodeProject.Folder, "out", "docs", "examples", "typescript", $"{arguments[0]}.js"), .. arguments[1..]];
        var start = new ProcessStartInfo(program[0], program[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CHAT_SERVER"] = server.ToString();
        start.Environment["CHAT_TOKEN"] = token;
        return new Example(Process.Start(start)!);
    }

    public Task PrintsAsync(string text) => Eventually.TrueAsync(() => Lines.Any(line => line.EndsWith(text, StringComparison.Ordinal)) || IsOver(), $"the example printed \"{text}\", after {string.Join('\n', Lines)}");

    /// <summary>Waits for the end that it comes to by itself.</summary>
    public async Task EndsAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(_process.ExitCode == 0, string.Join('\n', Lines));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <summary>The build that these tests are.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private bool IsOver() =>
        _process.HasExited ? throw new InvalidOperationException($"The example has ended: {string.Join('\n', Lines)}") : false;

    private void Note(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
