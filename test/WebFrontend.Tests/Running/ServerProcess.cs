using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using ConnectNow.WebFrontend.Hosting;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>The application in a process of its own, to be killed, stopped, or started in vain.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private ServerProcess(int port, string dataDirectory, string[] options, string workingDirectory)
        : this(
            Path.Combine(AppContext.BaseDirectory, "ConnectNow.WebFrontend.dll"), port, dataDirectory, ["--urls", $"http://127.0.0.1:{port}", .. options], workingDirectory)
    {
    }

    private ServerProcess(string program, int port, string dataDirectory, string[] arguments, string workingDirectory)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        DataDirectory = dataDirectory;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory,
        };
        foreach (var argument in (string[])[program, .. arguments]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    public string DataDirectory { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(int port, string dataDirectory, params string[] options)
    {
        var server = new ServerProcess(port, dataDirectory, ["--ConnectNow:DataDirectory", dataDirectory, .. options], AppContext.BaseDirectory);
        try
        {
            await Eventually.TrueAsync(server.IsReadyAsync, "the server was ready");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it with just these options, in a directory, and waits until it has ended: exit code, output, error output.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string workingDirectory, int port, params string[] options)
    {
        await using var server = new ServerProcess(port, workingDirectory, options, workingDirectory);
        return await server.EndAsync();
    }

    /// <summary>Runs the silo's own program until it ends.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunSiloAsync(string workingDirectory, params string[] options)
    {
        // From its own output: beside these tests lie assemblies for a web server, which a silo is not.
        var output = AppContext.BaseDirectory.Replace(Path.Combine("test", "WebFrontend.Tests"), Path.Combine("src", "Silo"), StringComparison.Ordinal);
        await using var silo = new ServerProcess(Path.Combine(output, "ConnectNow.Silo.dll"), 0, workingDirectory, options, workingDirectory);
        return await silo.EndAsync();
    }

    public Task<FirstRunRecord> FirstRunAsync() => FirstRunFile.ReadAsync(DataDirectory);

    /// <summary>The names of the assemblies that the process has mapped.</summary>
    public async Task<HashSet<string>> LoadedAssembliesAsync() =>
        (await File.ReadAllLinesAsync($"/proc/{_process.Id}/maps", TestContext.Current.CancellationToken))
        .Where(line => line.EndsWith(".dll", StringComparison.Ordinal)).Select(line => Path.GetFileNameWithoutExtension(line)).ToHashSet();

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as an orchestrator stops it.</summary>
    public void Terminate() => Assert.Equal(0, Signal(_process.Id, 15));

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Eventually.Timeout);
        return (_process.ExitCode, await _output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, _process.HasExited ? $"The server has ended: {await _error}" : "");
        try
        {
            using var browser = new Browser(Address);
            return (await browser.GetAsync("/health/ready")).Status == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int processId, int signal);
}
