using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using ConnectNow.WebFrontend.Tests.Running;

namespace ConnectNow.WebFrontend.Tests.Hosting;

public sealed class RestartTests
{
    [Fact]
    public async Task A_restart_keeps_people_signed_in_and_messages_in_order()
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory.Path, "data");
        string chatId, token, password;
        await using (var first = await Server.StartAsync(data, []))
        {
            (chatId, password) = (first.FirstRun.ChatId, first.FirstRun.ChatPassword);
            using var browser = first.NewBrowser();
            await browser.PostAsync($"/api/chats/{chatId}/join/password", new { password });
            await browser.PostAsync($"/api/chats/{chatId}/join/who", new { name = "Alice", surname = "Adams", email = "alice@example.com" });
            token = browser.Cookie($"cn-{chatId}")!;
            await using var line = await Line.ConnectAsync(first.Address, chatId, token);
            await line.OpenAsync();
            for (var number = 1; number <= 20; number++) await line.SendAsync($"message {number}");
        }

        await using var second = await Server.StartAsync(data, []);
        await using var back = await Line.ConnectAsync(second.Address, chatId, token);
        var snapshot = await back.OpenAsync();

        Assert.Equal((chatId, password), (second.FirstRun.ChatId, second.FirstRun.ChatPassword));
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"message {number}"), snapshot.Events!.Where(chatEvent => chatEvent.Kind == "message").Select(chatEvent => chatEvent.Text));
        Assert.Equal(Enumerable.Range(1, 21).Select(seq => (long)seq), snapshot.Events!.Select(chatEvent => chatEvent.Seq));
        (await second.Operator().GetAsync($"/api/chats/{chatId}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_sigkill_under_load_every_acknowledged_message_is_there_once_and_in_order()
    {
        using var directory = new TemporaryDirectory();
        var port = FreePort.Find();
        string[] options = ["--ConnectNow:Limits:MessagesPerSecond", "100000", "--ConnectNow:Limits:MessageBurst", "100000"];
        var server = await ServerProcess.StartAsync(port, directory.Path, options);
        var firstRun = await server.FirstRunAsync();
        var tokens = await Task.WhenAll(new[] { "Alice", "Bob", "Carol" }.Select(name => JoinAsync(server.Address, firstRun.ChatId, firstRun.ChatPassword, name)));
        await using var watcher = new Follower(server.Address, firstRun.ChatId, tokens[2]);
        var watching = watcher.FollowAsync();
        var acknowledged = new ConcurrentDictionary<long, string>();
        using var enough = new CancellationTokenSource();

        var talking = tokens.Take(2)
            .Select((token, speaker) => TalkAsync(server.Address, firstRun.ChatId, token, speaker, acknowledged, enough.Token)).ToList();
        for (var kill = 1; kill <= 3; kill++)
        {
            var target = acknowledged.Count + 100;
            await Eventually.TrueAsync(() => acknowledged.Count >= target, $"{target} messages were acknowledged");
            await server.KillAsync();
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(port, directory.Path, options);
        }

        var last = acknowledged.Count + 50;
        await Eventually.TrueAsync(() => acknowledged.Count >= last, "talking went on after the last kill");
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        await Eventually.TrueAsync(() => watcher.Timeline is [.., var newest] && newest.Seq >= acknowledged.Keys.Max(), "the open client caught up by itself");

        var timeline = watcher.Timeline;
        Assert.Equal(Enumerable.Range(0, timeline.Count).Select(index => timeline[0].Seq + index), timeline.Select(chatEvent => chatEvent.Seq));
        Assert.All(acknowledged, sent => Assert.Equal(sent.Value, timeline.Single(chatEvent => chatEvent.Seq == sent.Key).Text));
        Assert.Equal(timeline.Count(chatEvent => chatEvent.Kind == "message"), timeline.Where(chatEvent => chatEvent.Kind == "message").Select(chatEvent => chatEvent.Text).Distinct().Count());
        foreach (var speaker in new[] { "0:", "1:" })
        {
            var said = timeline.Where(chatEvent => chatEvent.Text?.StartsWith(speaker, StringComparison.Ordinal) is true)
                .Select(chatEvent => int.Parse(chatEvent.Text![2..])).ToList();
            Assert.Equal(said.Order(), said);
        }

        await server.DisposeAsync();
        await watcher.DisposeAsync();
        await watching;
    }

    [Fact]
    public async Task Sigterm_closes_connections_and_ends_with_zero()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        var firstRun = await server.FirstRunAsync();
        var token = await JoinAsync(server.Address, firstRun.ChatId, firstRun.ChatPassword, "Alice");
        await using var line = await Line.ConnectAsync(server.Address, firstRun.ChatId, token);
        await line.OpenAsync();
        var sent = await line.SendAsync("Just before");

        server.Terminate();

        await line.ClosedAsync();
        var (exitCode, _, error) = await server.EndAsync();
        Assert.Equal((0, ""), (exitCode, error));
        await using var again = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        await using var back = await Line.ConnectAsync(again.Address, firstRun.ChatId, token);
        Assert.Equal("Just before", (await back.OpenAsync(sent.Seq - 1)).Events!.Single().Text);
    }

    [Fact]
    public async Task Before_it_stops_it_asks_people_to_move_and_serves_them_until_they_have()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await ServerProcess.StartAsync(FreePort.Find(), directory.Path, "--ConnectNow:DrainTime", "00:01:00");
        var firstRun = await server.FirstRunAsync();
        var token = await JoinAsync(server.Address, firstRun.ChatId, firstRun.ChatPassword, "Alice");
        await using var line = await Line.ConnectAsync(server.Address, firstRun.ChatId, token);
        await line.OpenAsync();
        await using var other = await Line.ConnectAsync(server.Address, firstRun.ChatId, token);
        await other.OpenAsync();

        server.Terminate();

        Assert.Equal(30_000, await line.MovingAsync());
        using var browser = new Browser(server.Address);
        (await browser.GetAsync("/health/ready")).Expect(HttpStatusCode.ServiceUnavailable);
        (await browser.GetAsync("/health/live")).Expect(HttpStatusCode.OK);
        await Assert.ThrowsAsync<WebSocketException>(() => Line.ConnectAsync(server.Address, firstRun.ChatId, token));
        var sent = await line.SendAsync("Still here");
        await other.HearsAsync("Still here");
        await other.DisposeAsync();
        await line.DisposeAsync();
        var (exitCode, _, error) = await server.EndAsync();
        Assert.Equal((0, ""), (exitCode, error));
        await using var again = await ServerProcess.StartAsync(FreePort.Find(), directory.Path);
        await using var back = await Line.ConnectAsync(again.Address, firstRun.ChatId, token);
        Assert.Equal("Still here", (await back.OpenAsync(sent.Seq - 1)).Events!.Single().Text);
    }

    private static async Task TalkAsync(
        Uri server, string chatId, string token, int speaker, ConcurrentDictionary<long, string> acknowledged, CancellationToken enough)
    {
        await using var client = new Follower(server, chatId, token);
        for (var number = 1; !enough.IsCancellationRequested; number++)
        {
            var text = $"{speaker}:{number}";
            Assert.True(acknowledged.TryAdd(await client.SayAsync(text), text), "no number was given twice");
        }
    }

    private static async Task<string> JoinAsync(Uri server, string chatId, string password, string name)
    {
        using var browser = new Browser(server);
        (await browser.PostAsync($"/api/chats/{chatId}/join/password", new { password })).Expect(HttpStatusCode.OK);
        (await browser.PostAsync($"/api/chats/{chatId}/join/who", new { name, surname = "Adams", email = $"{name}@example.com" })).Expect(HttpStatusCode.OK);
        return browser.Cookie($"cn-{chatId}")!;
    }
}
