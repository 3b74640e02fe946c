using System.Diagnostics;

namespace ConnectNow.Cluster;

/// <summary>
/// A silo or a frontend: a process that can be killed, asked to stop, frozen, and started again where it was. It does not outlive the
/// cluster that it belongs to.
/// </summary>
public sealed class ClusterProcess : IAsyncDisposable
{
    // A Ctrl+C at the terminal is for whoever started the cluster: they stop its parts one after the other.
    private const string Shielded = "trap '' INT; exec \"$0\" \"$@\"";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;
    private readonly string _directory;
    private readonly ProcessOutput _output;
    private readonly Reaper _reaper;
    private Process? _process;

    internal ClusterProcess(
        string name, string program, Uri address, IReadOnlyList<string> arguments, string directory, ProcessOutput output, Reaper reaper) =>
        (Name, _program, Address, _arguments, _directory, _output, _reaper) = (name, program, address, arguments, directory, output, reaper);

    public string Name { get; }

    /// <summary>Where it answers: a frontend everything, a silo only how it is.</summary>
    public Uri Address { get; }

    /// <summary>Frozen ones run too.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The newest lines it has said, over all its lives.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>Null before it has been started.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Starts it, and returns at once.</summary>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public void Launch()
    {
        if (IsRunning) throw new InvalidOperationException($"{Name} is running.");
        _process?.Dispose();
        var start = new ProcessStartInfo("/bin/sh", ["-c", Shielded, "dotnet", _program, .. _arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _directory,
        };
        var process = Process.Start(start)!;
        _reaper.Born(process.Id);
        process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <inheritdoc cref="ReadyAsync"/>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Launch();
        return ReadyAsync(cancellationToken);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    /// <exception cref="ProcessEndedException">It has ended instead.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken = default)
    {
        while (!await IsReadyAsync(cancellationToken))
        {
            if (!IsRunning) throw await EndedAsync();
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        var id = process.Id;
        process.Kill();
        await process.WaitForExitAsync();
        _reaper.Gone(id);
    }

    /// <summary>SIGTERM, as an orchestrator stops it; its exit code, or null when it was killed because the time was over.</summary>
    public async Task<int?> TerminateAsync(TimeSpan grace)
    {
        if (_process is not { } process) return null;
        Signals.Send(process.Id, Signal.Terminate);
        using var over = new CancellationTokenSource(grace);
        try
        {
            await process.WaitForExitAsync(over.Token);
            _reaper.Gone(process.Id);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return null;
        }
    }

    /// <summary>SIGSTOP: it does nothing any more and keeps every connection open, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Signals.Send(_process!.Id, Signal.Stop);

    /// <summary>It goes on as if no time had passed. Nothing happens when it is no more.</summary>
    public void Thaw() => Signals.Send(_process!.Id, Signal.Continue);

    /// <summary>Waits until it has ended, by itself or by force; its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken = default)
    {
        var process = _process!;
        await process.WaitForExitAsync(cancellationToken);
        _reaper.Gone(process.Id);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _process = null;
    }

    private async Task<ProcessEndedException> EndedAsync()
    {
        // Until the last line has been read.
        await _process!.WaitForExitAsync();
        return new ProcessEndedException($"{Name} has ended with {_process.ExitCode} before it was ready:\n{string.Join('\n', Output.TakeLast(40))}");
    }
}

/// <summary>A process has ended before it was ready; the message says what it said.</summary>
public sealed class ProcessEndedException(string message) : Exception(message);
