using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Leaving a conversation" and "Rejoining a conversation you were previously a part of".</summary>
[Collection(nameof(Conversations))]
public sealed class LeavingTests(TestHost host)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Leaving_asks_once_acts_on_every_device_and_is_seen_by_the_others(bool phone)
    {
        var chat = await host.Application.NewChat();
        await using var alice = phone ? await host.Phone("Alice") : await host.Desktop("Alice");
        await alice.Join(chat);
        await using var tab = await alice.Tab();
        await tab.Open(chat.Link);
        await Expect(tab.Field).ToBeVisibleAsync();
        await using var bob = await host.Desktop("Bob");
        await bob.Join(chat);

        await alice.OpenSidebar("Leave chat");
        await alice.BeAccessible("leave dialog");
        await alice.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await alice.Leave();

        await alice.BeAccessible("left");
        await Expect(tab.Field).ToBeHiddenAsync();
        await Expect(bob.Log).ToContainTextAsync("Alice Tester left");
        await alice.Open(chat.Link);
        await Expect(alice.Heading("This chat is protected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_comes_back_by_the_code_is_the_same_person_to_everybody()
    {
        var chat = await host.Application.NewChat();
        await using var bob = await host.Desktop("Bob");
        await bob.Join(chat);
        await using var alice = await host.Desktop("Gina");
        await alice.Join(chat);
        await alice.Say("before I left");
        await Expect(bob.Message("before I left")).ToBeVisibleAsync();
        await alice.Leave();
        await bob.OpenSidebar("People in this chat");
        await Expect(bob.Sidebar).ToContainTextAsync("Previously in this chat");

        await alice.Open(chat.LinkWithPassword);
        await alice.SayWho();
        await alice.TypeCode();

        await Expect(bob.Log).ToContainTextAsync("Gina Tester rejoined");
        await Expect(bob.Sidebar).Not.ToContainTextAsync("Previously in this chat");
        await alice.Say("after I came back");
        await Expect(bob.Message("after I came back")).ToBeVisibleAsync();
        await bob.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Gina Tester" }).ClickAsync();
        await Expect(bob.Sidebar).ToContainTextAsync("gina@example.com");
        await Expect(bob.Sidebar.GetByText("Joined", new() { Exact = false }).First).ToBeVisibleAsync();
        await Expect(bob.Sidebar.GetByText("Left", new() { Exact = false }).First).ToBeVisibleAsync();
        await Expect(bob.Sidebar.GetByText("Rejoined", new() { Exact = false }).First).ToBeVisibleAsync();
        await bob.BeAccessible("person");
    }

    [Fact]
    public async Task A_closed_chat_can_be_read_but_not_written_to_and_an_erased_one_is_over_for_everybody()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Say("before it closed");
        await Expect(alice.Page.GetByText("Sending")).ToBeHiddenAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Invite people" })).ToBeVisibleAsync();

        await host.Application.Put($"/api/chats/{chat.Id}", new { closed = true });
        await Expect(alice.Page.GetByText("This chat is closed").First).ToBeVisibleAsync();
        await Expect(alice.Field).ToBeHiddenAsync();
        await Expect(alice.Message("before it closed")).ToBeVisibleAsync();
        // Nobody can join it: nobody is asked to bring somebody.
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Invite people" })).ToHaveCountAsync(0);
        await alice.BeAccessible("closed");
        await using var bob = await host.Phone("Bob");
        await bob.Open(chat.LinkWithPassword);
        await Expect(bob.Page.GetByText("closed").First).ToBeVisibleAsync();
        await bob.BeAccessible("closed door");

        await host.Application.Put($"/api/chats/{chat.Id}", new { closed = false });
        await Expect(alice.Field).ToBeVisibleAsync();

        await alice.Field.FillAsync("half a thought");
        await host.Application.Delete($"/api/chats/{chat.Id}");
        await Expect(alice.Field).ToBeHiddenAsync();
        await Expect(alice.Message("before it closed")).ToBeHiddenAsync();
        await alice.BeAccessible("erased");
        await IsToldThatItWasDeleted(alice, chat);

        // As often as somebody opens it on a device that was in it.
        await alice.Open(chat.Link);
        await Expect(alice.Heading("This chat was deleted")).ToBeVisibleAsync();
        await Expect(alice.Button("Go back")).ToHaveCountAsync(0);
        await alice.BeAccessible("deleted");
    }

    [Fact]
    public async Task A_chat_that_was_deleted_while_a_device_was_away_says_so_and_leaves_nothing_on_it()
    {
        var chat = await host.Application.NewChat("A closed matter");
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Say("kept on this device");
        await alice.Open($"{host.Application.Url}/terms");
        await host.Application.Delete($"/api/chats/{chat.Id}");

        await alice.Open(chat.Link);

        await IsToldThatItWasDeleted(alice, chat);
    }

    private static async Task IsToldThatItWasDeleted(Person person, Chat chat)
    {
        await Expect(person.Heading("This chat was deleted")).ToBeVisibleAsync();
        await Expect(person.Page.GetByText(new Regex($"deleted {Regex.Escape(chat.Name)}\\. What was kept on this device is gone too\\.")))
            .ToBeVisibleAsync();
        await Expect(person.Button("Rejoin")).ToHaveCountAsync(0);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Your chats" })).ToBeVisibleAsync();
        // In whatever store it was: nothing on the device speaks of the chat.
        await person.Page.WaitForFunctionAsync("""
            async (chat) => {
              for (const { name } of await indexedDB.databases()) {
                const db = await new Promise((done, fail) => {
                  const opening = indexedDB.open(name);
                  opening.onsuccess = () => done(opening.result);
                  opening.onerror = () => fail(opening.error);
                });
                try {
                  for (const store of db.objectStoreNames) {
                    const found = await new Promise((done) => {
                      const asking = db.transaction(store).objectStore(store).getAllKeys();
                      asking.onsuccess = () => done(JSON.stringify(asking.result));
                    });
                    if (found.includes(chat)) return false;
                  }
                } finally {
                  db.close();
                }
              }
              return true;
            }
            """, chat.Id);
    }
}
