using System.Net;
using ConnectNow.Files;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Clustering;

/// <summary>Two frontends and two silos are one service.</summary>
public sealed class ClusterTests(Place place) : IClassFixture<Place>
{
    [Fact]
    public async Task People_on_different_frontends_see_each_other_and_each_others_messages_live()
    {
        var chatId = await place.NewChatAsync();
        using var alice = await place.JoinAsync(chatId, "Alice", frontend: 0);
        using var bob = await place.JoinAsync(chatId, "Bob", frontend: 1);
        await using var one = await ConnectAsync(0, chatId, alice);
        var me = (await one.OpenAsync()).Me;
        await using var two = await ConnectAsync(1, chatId, bob);
        var other = await two.OpenAsync();

        await one.SendAsync("from one");
        await two.HearsAsync("from one");
        await two.SendAsync("from two");
        await one.HearsAsync("from two");

        await Eventually.TrueAsync(() => other.Here!.Contains(me) || two.Presence.Any(change => change.Id == me && change.Here), "Alice was seen to be here");
        await Eventually.TrueAsync(() => one.Presence.Any(change => change.Id == other.Me && change.Here), "Bob was seen coming");
        one.MustBeGapless();
        two.MustBeGapless();
    }

    [Fact]
    public async Task Whoever_signed_in_at_one_frontend_is_signed_in_at_the_other()
    {
        var chatId = await place.NewChatAsync();
        using var alice = await place.JoinAsync(chatId, "Alice", frontend: 0);
        using var elsewhere = new Browser(place.AddressOf(1)) { TriesAgain = true };
        elsewhere.Cookies.Add(place.AddressOf(1), new Cookie($"cn-{chatId}", Place.TokenOf(alice, chatId)));

        var me = (await elsewhere.GetAsync("/api/device/chats")).Expect(HttpStatusCode.OK).Json["data"]![0]!["me"]!["id"]!.ToString();
        (await elsewhere.DeleteAsync($"/api/chats/{chatId}/users/{me}")).Expect(HttpStatusCode.NoContent);

        (await alice.GetAsync($"/api/chats/{chatId}")).Refused(HttpStatusCode.Unauthorized, "not_in_chat");
    }

    [Fact]
    public async Task A_file_whose_blocks_came_through_both_frontends_is_fetched_from_either()
    {
        var chatId = await place.NewChatAsync();
        using var one = place.Company(0);
        using var two = place.Company(1);
        var content = Sender.Bytes((2 * FileLimits.BlockSize) + 99);
        var (here, there) = (new Sender(one, $"/api/chats/{chatId}"), new Sender(two, $"/api/chats/{chatId}"));

        var id = await here.BegunAsync("plan.bin", content.Length);
        await PutAsync(here, 0);
        await PutAsync(there, 1);
        await PutAsync(here, 2);
        (await there.CompleteAsync(id, content)).Expect(HttpStatusCode.OK);
        var sent = (await one.PostAsync($"/api/chats/{chatId}/messages", new { attachments = new[] { id } }))
            .Expect(HttpStatusCode.Created);
        var url = sent.Json["attachments"]![0]!["url"]!.ToString();

        Assert.Equal(content, (await one.FetchAsync(url)).Expect(HttpStatusCode.OK).Bytes);
        Assert.Equal(content, (await two.FetchAsync(url)).Expect(HttpStatusCode.OK).Bytes);

        Task PutAsync(Sender sender, int index) =>
            Eventually.TrueAsync(async () => (await sender.PutAsync(id, index, Sender.Block(content, index))).Status == HttpStatusCode.NoContent, $"block {index} was taken");
    }

    [Fact]
    public async Task A_frontend_that_dies_is_forgotten_and_its_people_go_on_at_another()
    {
        var chatId = await place.NewChatAsync();
        using var alice = await place.JoinAsync(chatId, "Alice", frontend: 0);
        using var bob = await place.JoinAsync(chatId, "Bob", frontend: 0);
        var doomed = await place.Cluster.AddFrontendAsync();
        await using var watching = await ConnectAsync(0, chatId, alice);
        await watching.OpenAsync();
        await using var cut = await Line.ConnectAsync(doomed.Address, chatId, Place.TokenOf(bob, chatId));
        var me = (await cut.OpenAsync()).Me;
        await Eventually.TrueAsync(() => watching.Presence.Any(change => change.Id == me && change.Here), "Bob was seen coming");

        await doomed.KillAsync();
        var sent = await watching.SendAsync("Where are you?");

        await using var back = await ConnectAsync(1, chatId, bob);
        Assert.Equal(["Where are you?"], (await back.OpenAsync(sent.Seq - 1)).Events!.Select(chatEvent => chatEvent.Text));
        await back.DisposeAsync();
        // The dead one never said that Bob had gone from there: its lease has to end.
        await Eventually.TrueAsync(() => watching.Presence.LastOrDefault(change => change.Id == me) is { Here: false }, "Bob was seen going", TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_chat_that_was_erased_by_mistake_comes_back_from_a_backup_and_goes_on()
    {
        var chatId = await place.NewChatAsync();
        using var company = place.Company(0);
        using var alice = await place.JoinAsync(chatId, "Alice", frontend: 0);
        await using var before = await ConnectAsync(0, chatId, alice);
        await before.OpenAsync();
        await before.SendAsync("First");
        var last = (await before.SendAsync("Last")).Seq;
        var (exit, said, _) = await RunSiloAsync("backup");
        Assert.True(exit == 0 && said.StartsWith("Saved ", StringComparison.Ordinal), said);
        (await company.DeleteAsync($"/api/chats/{chatId}")).Expect(HttpStatusCode.NoContent);

        // What is left of the chat is removed by the silos before long.
        await Eventually.TrueAsync(async () => (await RunSiloAsync("restore", "--chat", chatId)).ExitCode == 0, "the chat was restored");

        // An activation may still believe that there is no such chat; the first call that it refuses ends it.
        await Eventually.TrueAsync(async () => (await company.GetAsync($"/api/chats/{chatId}")).Status == HttpStatusCode.OK, "the chat was found again");
        await using var after = await ConnectAsync(1, chatId, alice);
        Assert.Equal(["First", "Last"], (await after.OpenAsync(0)).Events!.Where(chatEvent => chatEvent.Kind == "message").Select(chatEvent => chatEvent.Text));
        Assert.True((await after.SendAsync("On")).Seq > last);
        after.MustBeGapless();
        (exit, _, var error) = await RunSiloAsync("restore");
        Assert.Equal((1, "The table ConnectNowTimeline holds something already: a backup is restored into an empty one, or one chat of it with --chat."), (exit, error.Trim()));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunSiloAsync(params string[] command)
    {
        using var directory = new TemporaryDirectory();
        return await ServerProcess.RunSiloAsync(
            directory.Path, [.. command, "--ConnectNow:Cluster=Azure", $"--ConnectNow:Storage:ConnectionString={place.Cluster.Storage.ConnectionString}"]);
    }

    private Task<Line> ConnectAsync(int frontend, string chatId, Browser person) =>
        Line.ConnectAsync(place.AddressOf(frontend), chatId, Place.TokenOf(person, chatId));
}
