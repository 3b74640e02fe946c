namespace ConnectNow.Browser.Tests;

/// <summary>Opened without a network, the app shows what it has, and sends what was written there when the network is back.</summary>
[Collection(nameof(Interruptions))]
public sealed class OfflineTests(TestHost host)
{
    [Fact]
    public async Task Opened_without_a_network_the_app_shows_its_chats_and_their_newest_pages()
    {
        await using var application = await Application.Start();
        using var profile = new TemporaryDirectory();
        var (kitchen, roof) = (await application.NewChat("Kitchen refit"), await application.NewChat("Roof and gutters"));
        await using (var alice = await host.AtHome("Alice", profile.Path, application))
        {
            await alice.Join(roof);
            await alice.Join(kitchen);
            await alice.HaveTheWorker();
            await alice.Say("The worktop arrives on Thursday");
            await Eventually(async () => (await Kept(alice)).Contains("\"kind\":\"message\"", StringComparison.Ordinal));
            await Expect(alice.Page.GetByText("Sending")).ToBeHiddenAsync();
            await alice.Open(application.Url);
            await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Roof and gutters" })).ToBeVisibleAsync();
            await Expect(alice.Page.GetByText("The worktop arrives on Thursday")).ToBeVisibleAsync();
        }

        await application.Kill();
        await using var again = await host.AtHome("Alice", profile.Path, application);
        await again.Open(application.Url);

        await Expect(again.Page.GetByText("You are offline.")).ToBeVisibleAsync();
        await Expect(again.Page.GetByRole(AriaRole.Link, new() { Name = "Roof and gutters" })).ToBeVisibleAsync();
        await again.BeAccessible("chats, offline");
        await again.Page.GetByRole(AriaRole.Link, new() { Name = "Kitchen refit" }).ClickAsync();
        await Expect(again.Message("The worktop arrives on Thursday")).ToBeVisibleAsync();
        await again.OpenSidebar("People in this chat");
        await Expect(again.Sidebar).ToContainTextAsync("alice@example.com");
        await again.BeAccessible("a chat, offline");
    }

    [Fact]
    public async Task What_is_written_offline_survives_closing_the_browser_and_goes_out_once_and_in_order()
    {
        await using var application = await Application.Start();
        using var profile = new TemporaryDirectory();
        var chat = await application.NewChat();
        await using (var alice = await host.AtHome("Alice", profile.Path, application))
        {
            await alice.Join(chat);
            await alice.HaveTheWorker();
            await alice.Say("with a network");
            await Expect(alice.Page.GetByText("Sending")).ToBeHiddenAsync();
            await application.Kill();
            await alice.Say("written offline 1");
            await Expect(alice.Message("written offline 1")).ToBeVisibleAsync();
            await alice.KeepsUnsent(1);
        }

        await using var again = await host.AtHome("Alice", profile.Path, application);
        await again.Open(chat.Link);
        await Expect(again.Message("written offline 1")).ToBeVisibleAsync();
        await again.Say("written offline 2");
        await Expect(again.Message("written offline 2")).ToBeVisibleAsync();
        await application.Run();
        await using var bob = await (await host.Desktop("Bob", application)).Join(chat);
        await bob.Say("while you were away");

        await Expect(bob.Message("written offline 2")).ToBeVisibleAsync();
        await Expect(again.Message("while you were away")).ToBeVisibleAsync();
        var mine = (await chat.Messages()).Select(message => message.GetProperty("text").GetString()!)
            .Where(text => text.StartsWith('w') && text != "while you were away");
        Assert.Equal(["with a network", "written offline 1", "written offline 2"], mine);
    }

    [Fact]
    public async Task Leaving_wipes_what_the_device_held_and_who_joins_after_finds_nothing_of_it()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.HaveTheWorker();
        await alice.Say("for Alice's eyes");
        await Expect(alice.Page.GetByText("Sending")).ToBeHiddenAsync();
        await alice.Field.FillAsync("half a sentence of Alice");
        await alice.Open(host.Application.Url);
        await Expect(alice.Page.GetByText("for Alice's eyes")).ToBeVisibleAsync();
        Assert.Contains("for Alice's eyes", await Kept(alice), StringComparison.Ordinal);

        await alice.Open(chat.Link);
        await alice.Leave();

        await Expect(alice.Heading("You have left this chat")).ToBeVisibleAsync();
        await Eventually(async () => !(await Kept(alice)).Contains("Alice", StringComparison.Ordinal));
        await alice.Open(chat.LinkWithPassword);
        await alice.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mallory");
        await alice.Page.GetByLabel("Surname").FillAsync("Tester");
        await alice.Page.GetByLabel("Email address").FillAsync("mallory@example.com");
        await alice.Button("Join conversation").ClickAsync();
        await Expect(alice.Log).ToContainTextAsync("Mallory Tester joined");
        await Expect(alice.Field).ToHaveValueAsync("");
        Assert.DoesNotContain("half a sentence", await Kept(alice), StringComparison.Ordinal);
    }

    /// <summary>Everything that this origin's databases and caches hold, as text.</summary>
    private static Task<string> Kept(Person person) => person.Page.EvaluateAsync<string>("""
        async () => {
          const rows = [];
          for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((done, failed) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => done(opening.result);
              opening.onerror = () => failed(opening.error);
            });
            for (const store of database.objectStoreNames) {
              rows.push(await new Promise((done, failed) => {
                const reading = database.transaction(store).objectStore(store).getAll();
                reading.onsuccess = () => done(JSON.stringify(reading.result));
                reading.onerror = () => failed(reading.error);
              }));
            }
            database.close();
          }
          for (const name of await caches.keys()) if (name.startsWith('previews-') || name === 'shared') rows.push(name);
          return rows.join('\n');
        }
        """);

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
