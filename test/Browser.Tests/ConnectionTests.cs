using System.Collections.Concurrent;

namespace ConnectNow.Browser.Tests;

/// <summary>A lost connection, a dead server: nothing is missing, nothing is twice, and nobody reloads.</summary>
[Collection(nameof(Interruptions))]
public sealed class ConnectionTests(TestHost host)
{
    [Fact]
    public async Task What_is_written_offline_is_sent_once_and_in_order_when_the_connection_is_back()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await alice.Context.SetOfflineAsync(true);
        await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();

        for (var n = 1; n <= 3; n++) await alice.Say($"offline {n}");
        await bob.Say("meanwhile");

        await Expect(alice.Message("offline 3")).ToBeVisibleAsync();
        await Eventually(async () => (await Texts(chat)).SequenceEqual(["meanwhile"]));
        await Expect(bob.Message("offline 1")).ToBeHiddenAsync();
        await alice.BeAccessible("offline");

        await alice.Context.SetOfflineAsync(false);
        await Expect(bob.Message("offline 3")).ToBeVisibleAsync();
        await Expect(alice.Message("meanwhile")).ToBeVisibleAsync();
        Assert.Equal(["meanwhile", "offline 1", "offline 2", "offline 3"], await Texts(chat));
    }

    [Fact]
    public async Task What_waits_survives_closing_the_page()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Context.SetOfflineAsync(true);
        await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
        await alice.Say("written before closing");
        await Expect(alice.Message("written before closing")).ToBeVisibleAsync();
        await alice.KeepsUnsent(1);
        await alice.Page.CloseAsync();

        await alice.Context.SetOfflineAsync(false);
        await using var again = await alice.Tab();
        await again.Open(chat.Link);

        await Expect(again.Message("written before closing")).ToHaveCountAsync(1);
        await Eventually(async () => (await Texts(chat)).SequenceEqual(["written before closing"]));
    }

    [Fact]
    public async Task Browsers_that_stay_open_catch_up_by_themselves_after_a_kill_under_load()
    {
        await using var application = await Application.Start();
        var chat = await application.NewChat();
        // Tall enough to show everything at once: the list draws only what is near.
        await using var alice = await (await host.Tall("Alice", application)).Join(chat);
        await using var bob = await (await host.Tall("Bob", application)).Join(chat);

        for (var round = 1; round <= 2; round++)
        {
            var talking = Talk(alice, round);
            await Expect(bob.Message($"Alice {round}.5")).ToBeVisibleAsync();
            await application.Kill();
            await application.Run();
            await talking;
        }

        await Expect(bob.Message("Alice 2.20")).ToBeVisibleAsync();
        await Eventually(async () => (await Texts(chat)).Count == 40);
        var expected = Enumerable.Range(1, 2).SelectMany(round => Enumerable.Range(1, 20).Select(n => $"Alice {round}.{n}")).ToList();
        Assert.Equal(expected, await Texts(chat));
        foreach (var text in expected) await Expect(bob.Message(text)).ToHaveCountAsync(1);
        foreach (var text in expected) await Expect(alice.Message(text)).ToHaveCountAsync(1);

        static async Task Talk(Person person, int round)
        {
            for (var n = 1; n <= 20; n++)
            {
                await person.Say($"{person.Name} {round}.{n}");
                await person.Page.WaitForTimeoutAsync(40);
            }
        }
    }

    [Fact]
    public async Task Where_something_blocks_sockets_the_chat_works_by_what_gets_through()
    {
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var alice = await host.Desktop("Alice");
        await alice.Context.AddInitScriptAsync("window.WebSocket = class extends WebSocket { constructor() { super(`${location.origin.replace('http', 'ws')}/blocked`); } };");
        var requests = new ConcurrentQueue<string>();
        alice.Page.Request += (_, request) => requests.Enqueue(new Uri(request.Url).AbsolutePath);

        await alice.Open(chat.LinkWithPassword);
        await alice.SayWho();
        await Expect(alice.Log).ToContainTextAsync("Alice Tester joined");

        await alice.Say("round the wall");
        await Expect(bob.Message("round the wall")).ToBeVisibleAsync();
        await bob.Say("and back");
        await Expect(alice.Message("and back")).ToBeVisibleAsync();
        Assert.Contains("/hubs/chat/negotiate", requests);
        Assert.Contains(requests, path => path.StartsWith("/assets/negotiatedHub-", StringComparison.Ordinal));
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task Behind_a_proxy_that_knows_no_sockets_and_holds_events_back_the_chat_works_all_the_same()
    {
        await using var proxy = new HoldingProxy(host.Application.Url);
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var alice = await host.Desktop("Alice");

        await alice.Open(chat.LinkWithPassword.Replace(host.Application.Url, proxy.Url, StringComparison.Ordinal));
        await alice.SayWho();
        await Expect(alice.Log).ToContainTextAsync("Alice Tester joined");

        await alice.Say("round the wall");
        await Expect(bob.Message("round the wall")).ToBeVisibleAsync();
        await bob.Say("and back");
        await Expect(alice.Message("and back")).ToBeVisibleAsync();
        Assert.True(proxy.Held > 0, "Nothing was held back.");
    }

    private static async Task<IReadOnlyList<string>> Texts(Chat chat) =>
        [.. (await chat.Messages()).Select(message => message.GetProperty("text").GetString()!)];

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, "Not within 120 s.");
            await Task.Delay(100);
        }
    }
}
