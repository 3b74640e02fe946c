using System.Text.RegularExpressions;
using ConnectNow.Cluster;

namespace ConnectNow.Browser.Tests;

/// <summary>Several frontends, several people: which of them one is connected to is nobody's business, also when it goes.</summary>
[Collection(nameof(Interruptions))]
public sealed partial class MovingTests(TestHost host)
{
    [Fact]
    public async Task People_on_two_frontends_talk_and_go_on_talking_when_one_of_the_frontends_stops()
    {
        await using var cluster = await LocalCluster.StartAsync(new ClusterOptions { Silos = 1, Settings = ["ConnectNow:DrainTime=00:00:06"] });
        var (staying, stopping) = (cluster.Frontends[0], cluster.Frontends[1]);
        await using var balancer = new LoadBalancer(stopping, staying);
        var first = await cluster.FirstRunAsync(TestContext.Current.CancellationToken);
        await using var alice = await Arrive("Alice", staying.Address.GetLeftPart(UriPartial.Authority), first);
        await using var bob = await Arrive("Bob", balancer.Url, first);
        var loads = 0;
        bob.Page.DOMContentLoaded += (_, _) => loads++;

        await alice.Say("Alice 1");
        await Expect(bob.Message("Alice 1")).ToBeVisibleAsync();
        await bob.Say("Bob 1");
        await Expect(alice.Message("Bob 1")).ToBeVisibleAsync();

        // Talking on until the frontend is gone, and a little longer.
        var gone = stopping.TerminateAsync(LocalCluster.StopGrace);
        var said = 1;
        for (var more = 5; more > 0; more -= gone.IsCompleted ? 1 : 0)
        {
            said++;
            await bob.Say($"Bob {said}");
            await alice.Say($"Alice {said}");
            await Expect(bob.Message($"Alice {said}")).ToBeAttachedAsync();
        }

        Assert.Equal(0, await gone);
        await Expect(Lines(alice)).ToHaveCountAsync(2 * said);
        await Expect(Lines(bob)).ToHaveCountAsync(2 * said);
        await Expect(bob.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        var talk = await Lines(alice).AllInnerTextsAsync();
        await Expect(Lines(bob)).ToHaveTextAsync(talk);
        foreach (var name in new[] { "Alice", "Bob" })
            Assert.Equal(Enumerable.Range(1, said).Select(n => $"{name} {n}"), talk.Where(line => line.StartsWith(name, StringComparison.Ordinal)));
        await Expect(bob.Page.GetByText("Connecting…")).ToHaveCountAsync(0);
        await Expect(bob.Alert).ToHaveCountAsync(0);
        Assert.Equal(0, loads);
        alice.HasSeenNoFault();
        bob.HasSeenNoFault();
    }

    private async Task<Person> Arrive(string name, string frontend, FirstRun first)
    {
        // Tall enough to show everything at once: the list draws only what is near.
        var person = await host.Tall(name, host.Application);
        await person.Open($"{frontend}/c/{first.ChatId}#{Uri.EscapeDataString(first.ChatPassword)}");
        await person.SayWho();
        await Expect(person.Log).ToContainTextAsync($"{name} Tester joined");
        return person;
    }

    private static ILocator Lines(Person person) => person.Log.GetByText(Line());

    [GeneratedRegex("^(Alice|Bob) [0-9]+$")]
    private static partial Regex Line();
}
