using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ConnectNow.Providers.Sqlite;
using Xunit;

namespace ConnectNow.Storage.Tests.Sqlite;

public sealed class SqliteCrashTests : IDisposable
{
    private const int Chats = 20;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Killed_at_a_random_moment_it_has_kept_all_that_was_acknowledged_in_order_and_nothing_by_halves()
    {
        var acknowledged = new Dictionary<string, long>();
        for (var round = 1; round <= 5; round++)
        {
            var before = acknowledged.Values.Sum();
            await RunAndKillAsync(acknowledged, after: Random.Shared.Next(1, 3000));
            Assert.True(acknowledged.Values.Sum() > before, "It acknowledged something before it was killed.");
            await CheckAsync(acknowledged);
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    /// <summary>Kills the writing process once it has acknowledged so many commits; notes the last number of each chat.</summary>
    private async Task RunAndKillAsync(Dictionary<string, long> acknowledged, int after)
    {
        var start = new ProcessStartInfo(DotNet) { RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ConnectNow.Storage.CrashTarget.dll"));
        start.ArgumentList.Add(_directory.Path);
        start.ArgumentList.Add($"{Chats}");
        using var target = Process.Start(start)!;
        try
        {
            for (var commits = 0; await target.StandardOutput.ReadLineAsync(Cancellation) is { } line; commits++)
            {
                if (commits == after)
                    target.Kill(); // SIGKILL: nothing in it gets to run again. What it printed before is still read.

                // A line that the kill cut short says nothing certain.
                if (line.Split(' ') is [var chat, var number, "."])
                    acknowledged[chat] = long.Parse(number, CultureInfo.InvariantCulture);
            }
        }
        finally
        {
            if (!target.HasExited)
                target.Kill();

            await target.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task CheckAsync(Dictionary<string, long> acknowledged)
    {
        await using var database = SqliteFixture.Open(_directory.Path);
        Assert.Equal(1, await database.Readers.RunAsync(session => session.Ask("SELECT integrity_check = 'ok' FROM pragma_integrity_check"), Cancellation));
        var store = new SqliteTimelineStore(database);
        foreach (var (chat, last) in acknowledged)
        {
            var loaded = await store.LoadAsync(chat, int.MaxValue, Cancellation);
            Assert.NotNull(loaded);
            Assert.InRange(loaded.Tail.Count, last, long.MaxValue);
            for (var index = 0; index < loaded.Tail.Count; index++)
            {
                var seq = index + 1;
                var chatEvent = loaded.Tail[index];
                Assert.Equal((seq, $"key-{seq}"), (chatEvent.Seq, chatEvent.Key));
                Assert.Equal(new string('x', seq % 700) + seq, Text(chatEvent.Body));
            }

            // Each commit wrote its last number to the head and to the participant as well.
            Assert.Equal($"{loaded.Tail.Count}", Text(loaded.Head));
            Assert.Equal($"{loaded.Tail.Count}", Text(Assert.Single(loaded.Participants).Body));
        }
    }

    /// <summary>The host that runs this test, wherever it is installed.</summary>
    private static string DotNet => Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
