using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ConnectNow.Cluster;
using ConnectNow.Resilience;
using ConnectNow.Resilience.Clients;
using ConnectNow.Upgrade.Tests.Wire;

namespace ConnectNow.Upgrade.Tests.Rolling;

/// <summary>An upgrade without a pause, and back again: silos of two builds in one cluster. Silos are upgraded before frontends.</summary>
public sealed partial class RollingUpgradeTests
{
    private const int MostCrowds = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<string> _misunderstandings = [];
    private readonly List<Crowd> _crowds = [];

    private IEnumerable<Room> Rooms => _crowds.SelectMany(crowd => crowd.Rooms);

    [Fact]
    public async Task People_talk_on_while_silos_of_an_old_and_a_new_build_take_turns()
    {
        using var tomorrow = await TomorrowsBuild.MakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(WireContract.Types.Count + WireContract.Enumerations.Count + WireContract.Grains.Count, tomorrow.Additions);

        await TakeTurnsAsync(null, tomorrow.Silo);
    }

    [Fact]
    public async Task People_talk_on_when_the_official_providers_take_over_the_tables_and_blobs_of_our_own_and_back_again()
    {
        using var former = await FormerBuild.MakeAsync(TestContext.Current.CancellationToken);
        if (former is null) Assert.Skip("This copy of the repository has no history to build from.");

        await TakeTurnsAsync(former.Silo, null, former.Frontend);
    }

    /// <summary>Of a silo of each build (null: today's); the older one is there first, and all there is was stored by it.</summary>
    private async Task TakeTurnsAsync(string? older, string? newer, string? frontend = null)
    {
        await using var cluster = await LocalCluster.PrepareAsync(new ClusterOptions { Settings = Limits, Said = Overhear });
        try
        {
            var old = await cluster.AddSiloAsync(older);
            await cluster.AddFrontendAsync(frontend);
            await GatherAsync(cluster);
            var young = await cluster.AddSiloAsync(newer);
            await GatherOnBothAsync(cluster);
            await AllIsWellAsync("both run");

            // Forward: all chats come to live in the new build, and are written by it.
            Assert.Equal(0, await old.TerminateAsync(LocalCluster.StopGrace));
            await GatherAsync(cluster);
            await AllIsWellAsync("the old one has stopped");

            // And back: the old build goes on with what the new one has written.
            await old.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, await young.TerminateAsync(LocalCluster.StopGrace));
            await GatherAsync(cluster);
            await AllIsWellAsync("the new one has stopped");

            foreach (var crowd in _crowds) Assert.Empty(await crowd.CheckAsync(cluster.Frontends[0].Address, (await cluster.FirstRunAsync(TestContext.Current.CancellationToken)).ApiToken));
            Assert.True(_misunderstandings.IsEmpty, string.Join("\n", _misunderstandings.Take(8)));
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{fault.Message}\n{cluster.Report()}", fault);
        }
        finally
        {
            foreach (var crowd in _crowds) await crowd.DisposeAsync();
        }
    }

    /// <summary>More people, in chats of their own: what is stored of the company is read and written on, whoever wrote it.</summary>
    private async Task GatherAsync(LocalCluster cluster)
    {
        var first = await cluster.FirstRunAsync(TestContext.Current.CancellationToken);
        var options = new RunOptions { Seed = _crowds.Count, Chats = 4, People = 2, Pace = TimeSpan.FromMilliseconds(300) };
        _crowds.Add(await Crowd.GatherAsync([cluster.Frontends[0].Address], first.ApiToken, options));
    }

    /// <summary>Which silo a chat comes to is for Orleans to say: people gather until there are some on each.</summary>
    private async Task GatherOnBothAsync(LocalCluster cluster)
    {
        await using var whereabouts = await Whereabouts.AskAsync(cluster.Storage.ConnectionString);
        do
        {
            Assert.True(_crowds.Count < MostCrowds, "All chats are on one silo.");
            await GatherAsync(cluster);
        }
        while (await whereabouts.SilosOfAsync(Rooms.Select(room => room.ChatId)) < 2);
    }

    /// <summary>In every chat something said from now on is acknowledged, and everybody has seen it.</summary>
    private async Task AllIsWellAsync(string when)
    {
        var since = Stopwatch.GetTimestamp();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!Rooms.All(room => room.IsWholeSince(since)))
        {
            if (Stopwatch.GetElapsedTime(since) > Timeout)
                throw new TimeoutException($"{Timeout} after {when} not all is well: {string.Join(", ", Rooms.Where(room => !room.IsWholeSince(since)))}");
            await poll.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A frame that can't be read is repaired by its number, and nobody sees it: but somebody says it.</summary>
    private void Overhear(string name, string line)
    {
        if (Misunderstanding().IsMatch(line) && !NewCall().IsMatch(line)) _misunderstandings.Enqueue($"{name}: {line}");
    }

    [GeneratedRegex(@"Exception reading message|Orleans\.Serialization\.\w+Exception|System\.(TypeLoad|MissingMethod|MissingField)Exception|JsonException")]
    private static partial Regex Misunderstanding();

    /// <summary>
    /// The one call between silos that the former build does not have: whose plan pays for a company's files. Where it is refused, the
    /// count of those files waits until the last silo is replaced; no chat does.
    /// </summary>
    [GeneratedRegex(@"\[ConnectNow\.Companies\.ICompanyGrain\],""payer""|companystorage/\w+\]->\[\S+ company/")]
    private static partial Regex NewCall();

    private static IReadOnlyList<string> Limits { get; } =
    [
        "ConnectNow:Joining:NewPeopleAtOnce=100000", "ConnectNow:Joining:NewPeopleADay=100000",
        "ConnectNow:Limits:RequestsPerSecond=100000", "ConnectNow:Limits:RequestBurst=100000",
        "ConnectNow:Limits:AddressRequestsPerSecond=100000", "ConnectNow:Limits:AddressRequestBurst=100000",
    ];
}
