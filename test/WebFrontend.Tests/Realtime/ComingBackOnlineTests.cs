using System.Text.RegularExpressions;
using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Realtime;

/// <summary>What <c>docs/protocol.md</c> tells clients to call when they come back, done as it is written there.</summary>
public sealed partial class ComingBackOnlineTests(Server server)
{
    private static readonly string Hub = File.ReadAllText(Path.Combine(Repository.Root, "docs", "protocol.md")).Split("## The hub:")[1];

    public static TheoryData<string> Advice =>
        [AfterAReconnect().Match(Hub).Groups[1].Value, OnAGap().Match(Hub).Groups[1].Value, OnMoving().Match(Hub).Groups[1].Value];

    [Fact]
    public void After_a_reconnect_the_document_says_Open_and_on_a_gap_Sync() =>
        Assert.Equal(["Open", "Sync", "Open"], Advice.Select(row => row.Data));

    [Theory, MemberData(nameof(Advice))]
    public async Task A_new_connection_that_calls_what_the_document_says_gets_what_it_missed_and_then_every_event_once(string method)
    {
        var host = await TestHost.CreateAsync(server);
        var alice = await host.AddPersonAsync("Alice");
        await using var bob = await (await host.AddPersonAsync("Bob")).OpenAsync();
        var last = (await bob.SendAsync("Heard")).Seq!.Value;
        await bob.SendAsync("Missed");

        await using var back = await alice.ConnectAsync();
        var snapshot = await back.AskAsync<SnapshotAnswer>(method, last);
        await bob.SendAsync("First");
        await bob.SendAsync("Second");

        Assert.Equal((null, "Missed"), (snapshot.Refusal, snapshot.Events!.Single().Text));
        await back.HearsAsync("Second");
        Assert.Equal(["First", "Second"], back.Texts);
        await Eventually.TrueAsync(() => bob.Presence.Any(change => change.Id == alice.Id && change.Here), "Bob saw Alice come back");
    }

    [GeneratedRegex(@"after a reconnect[^`.]*`(\w+)\(", RegexOptions.Singleline)]
    private static partial Regex AfterAReconnect();

    [GeneratedRegex(@"on a gap[^`.]*(?:`resync`)?[^`.]*`(\w+)\(", RegexOptions.Singleline)]
    private static partial Regex OnAGap();

    [GeneratedRegex(@"\| `moving` \|[^\n]*then `(\w+)\(")]
    private static partial Regex OnMoving();
}
