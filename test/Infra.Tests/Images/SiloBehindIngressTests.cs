using System.Net;
using ConnectNow.Cluster;

namespace ConnectNow.Infra.Tests.Images;

/// <summary>What a load balancer in front of silos, and a platform that moves them, may do to a silo.</summary>
public sealed class SiloBehindIngressTests
{
    private static readonly IPAddress Advertised = IPAddress.Loopback;

    [Fact]
    public async Task A_silo_that_cannot_reach_itself_joins_all_the_same_and_its_successor_waits_until_it_has_gone()
    {
        var (port, gateway) = (FreePort.Find(Advertised, Listening(1), Listening(2)), FreePort.Find(Advertised, Listening(1), Listening(2)));
        await using var ingress = new LateIngress(Advertised, Listening(1), port, gateway);
        ingress.Open(gateway);
        await using var cluster = await LocalCluster.PrepareAsync(new ClusterOptions
        {
            AddressOfSilo = number => new SiloAddress(Advertised, Listening(number), port, gateway),
            Settings = ["ConnectNow:Silo:AwaitReachable=00:00:02"],
        });

        var first = await cluster.AddSiloAsync();
        Assert.Contains(first.Output, line => line.Contains("can't reach itself", StringComparison.Ordinal));

        // The platform starts it once more, before it ends the first one.
        var starting = cluster.AddSiloAsync();
        await SaysAsync(cluster, 2, "Waiting for the silo before this one");
        Assert.False(starting.IsCompleted, cluster.Report());
        Assert.True(await first.IsReadyAsync(TestContext.Current.CancellationToken), cluster.Report());
        Assert.Equal(0, await first.TerminateAsync(LocalCluster.StopGrace));

        var second = await starting;
        Assert.Equal(0, await second.TerminateAsync(LocalCluster.StopGrace));
        Assert.DoesNotContain(second.Output, line => line.Contains("takes its place", StringComparison.Ordinal));
    }

    private static IPAddress Listening(int number) => IPAddress.Parse($"127.0.0.{number + 1}");

    private static async Task SaysAsync(LocalCluster cluster, int number, string text)
    {
        while (cluster.Silos.Count < number || !cluster.Silos[number - 1].Output.Any(line => line.Contains(text, StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
    }
}
