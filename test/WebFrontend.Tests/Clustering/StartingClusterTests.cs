using System.Collections.Concurrent;
using ConnectNow.Azurite;
using ConnectNow.Cluster;

namespace ConnectNow.WebFrontend.Tests.Clustering;

/// <summary>Processes of a cluster come up in any order, and say what they wait for.</summary>
public sealed class StartingClusterTests
{
    private const string WrongKey = "c2VjcmV0LWtleS10aGF0LWlzLXdyb25n";

    private readonly ConcurrentBag<(string Process, string Line)> _said = [];

    [Fact]
    public async Task Before_storage_is_there_both_wait_and_say_so_without_its_key()
    {
        Task[] starting;
        // Nobody listens at port 1.
        await using (var cluster = await PrepareAsync(_ => AzuriteProcess.ConnectionStringOf(1, 1)))
        {
            starting = [cluster.AddSiloAsync(), cluster.AddFrontendAsync()];
            await SaysAsync("silo-1", "Waiting for storage at 127.0.0.1:1");
            await SaysAsync("frontend-1", "Waiting for storage at 127.0.0.1:1");
            Assert.DoesNotContain(starting, start => start.IsCompleted);
        }

        Assert.DoesNotContain(_said, said => said.Line.Contains("AccountKey", StringComparison.Ordinal));
        // Killed while they waited.
        foreach (var start in starting) await Assert.ThrowsAnyAsync<Exception>(() => start);
    }

    [Fact]
    public async Task Told_to_stop_while_they_wait_for_storage_both_end_in_order()
    {
        // Nobody listens at port 1.
        await using var cluster = await PrepareAsync(_ => AzuriteProcess.ConnectionStringOf(1, 1));
        Task[] starting = [cluster.AddSiloAsync(), cluster.AddFrontendAsync()];
        await SaysAsync("silo-1", "Waiting for storage");
        await SaysAsync("frontend-1", "Waiting for storage");

        var ends = await Task.WhenAll(cluster.Silos.Concat(cluster.Frontends).Select(process => process.TerminateAsync(LocalCluster.StopGrace)));

        Assert.Equal([0, 0], ends);
        Assert.DoesNotContain(_said, said => said.Line.StartsWith("   at ", StringComparison.Ordinal));
        foreach (var start in starting) await Assert.ThrowsAsync<ProcessEndedException>(() => start);
    }

    [Fact]
    public async Task A_frontend_waits_for_the_first_silo_and_then_starts()
    {
        await using var cluster = await PrepareAsync(storage => storage.ConnectionString);

        var frontend = cluster.AddFrontendAsync();
        await SaysAsync("frontend-1", "Waiting for a silo of the cluster");
        await cluster.AddSiloAsync();

        await frontend;
        Assert.NotEmpty((await cluster.FirstRunAsync(TestContext.Current.CancellationToken)).ApiToken);
    }

    [Fact]
    public async Task A_wrong_key_is_said_in_one_sentence_that_keeps_it()
    {
        await using var cluster = await PrepareAsync(storage => string.Join(
            ';', storage.ConnectionString.Split(';').Select(part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? $"AccountKey={WrongKey}" : part)));

        await Assert.ThrowsAsync<ProcessEndedException>(() => cluster.AddSiloAsync());

        Assert.Equal(1, await cluster.Silos.Single().EndAsync(TestContext.Current.CancellationToken));
        Assert.Contains(_said, said => said.Line.Contains("refuses this process (403", StringComparison.Ordinal));
        Assert.DoesNotContain(_said, said => said.Line.Contains(WrongKey, StringComparison.Ordinal) || said.Line.StartsWith("   at ", StringComparison.Ordinal));
    }

    private Task<LocalCluster> PrepareAsync(Func<AzuriteProcess, string> connection) =>
        LocalCluster.PrepareAsync(new ClusterOptions { ConnectionString = connection, Said = (process, line) => _said.Add((process, line)) });

    private Task SaysAsync(string process, string text) =>
        Eventually.TrueAsync(() => _said.Any(said => said.Process == process && said.Line.Contains(text, StringComparison.Ordinal)), $"{process} said \"{text}\"");
}
