using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Providers.Files;
using ConnectNow.Storage.CrashTarget;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

public sealed class FolderFileCrashTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>Of each file, how many steps were answered, and whether one more was begun.</summary>
    private readonly Dictionary<string, (int Done, bool IsBegun)> _files = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Killed_at_a_random_moment_each_file_is_as_it_was_answered_or_one_step_further_and_nothing_in_between()
    {
        var snapshots = await ExpectedAsync();
        for (var round = 1; round <= 12; round++)
        {
            _files.Clear();
            await RunAndKillAsync(after: Random.Shared.Next(2, 120));
            Assert.NotEmpty(_files);
            var store = new FolderFileStore(new() { DataDirectory = _directory.Path }, TimeProvider.System);
            foreach (var (file, (done, isBegun)) in _files)
            {
                var key = new FileKey(FileCrashTarget.Chat, file);
                var found = await SnapshotAsync(store, key);
                Assert.Contains(found, isBegun ? snapshots[done..(done + 2)] : snapshots[done..(done + 1)]);

                // And it goes on from there, the step that was broken off done once more.
                for (var step = done; step < FileCrashTarget.Steps; step++)
                {
                    // Completed just before the kill: there is nothing staged to complete with.
                    if (step is 4 or 7 && step == done && found == snapshots[done + 1]) continue;
                    await FileCrashTarget.StepAsync(store, key, step);
                    Assert.Equal(snapshots[step + 1], await SnapshotAsync(store, key));
                }
            }

            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_directory.Path, "files", "00", FileCrashTarget.Chat)));
        }
    }

    /// <summary>What there is before and after each step, as the model has it.</summary>
    private static async Task<string[]> ExpectedAsync()
    {
        var (model, key) = (new ModelFileStore(TimeProvider.System), new FileKey(FileCrashTarget.Chat, Secrets.NewId()));
        var snapshots = new List<string> { await SnapshotAsync(model, key) };
        for (var step = 0; step < FileCrashTarget.Steps; step++)
        {
            await FileCrashTarget.StepAsync(model, key, step);
            snapshots.Add(await SnapshotAsync(model, key));
        }

        return [.. snapshots];
    }

    private static async Task<string> SnapshotAsync(IFileStore store, FileKey key)
    {
        var staged = (await store.StagedAsync(key, Cancellation))
            .Select(block => $"{block.Index}:{Convert.ToHexString(block.Sha256.Span)}");
        await using var content = await store.OpenAsync(key, FilePart.Content, Cancellation);
        return $"{string.Join(' ', staged)} | {(content is null ? "none" : Convert.ToHexString(await SHA256.HashDataAsync(content, Cancellation)))}";
    }

    /// <summary>Kills the writing process once it has printed so many lines.</summary>
    private async Task RunAndKillAsync(int after)
    {
        var start = new ProcessStartInfo(DotNet) { RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "ConnectNow.Storage.CrashTarget.dll"), "files", _directory.Path, "3" })
            start.ArgumentList.Add(argument);
        using var target = Process.Start(start)!;
        try
        {
            for (var lines = 0; await target.StandardOutput.ReadLineAsync(Cancellation) is { } line; lines++)
            {
                if (lines == after)
                    target.Kill(); // SIGKILL: nothing in it gets to run again. What it printed before is still read.

                // A line that the kill cut short says nothing certain.
                if (line.Split(' ') is not [var file, var number, "?" or "."]) continue;
                var step = int.Parse(number, CultureInfo.InvariantCulture);
                _files[file] = line[^1] == '?' ? (step, true) : (step + 1, false);
            }
        }
        finally
        {
            if (!target.HasExited)
                target.Kill();

            await target.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The host that runs this test, wherever it is installed.</summary>
    private static string DotNet => Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
