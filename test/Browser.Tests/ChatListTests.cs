namespace ConnectNow.Browser.Tests;

/// <summary>The list of chats beside the open one, where the window has the room.</summary>
[Collection(nameof(Conversations))]
public sealed class ChatListTests(TestHost host)
{
    [Fact]
    public async Task Keys_lead_to_the_chat_below_and_above_and_find_one_by_its_name()
    {
        await using var alice = await host.Desktop("Alice");
        foreach (var name in new[] { "Garden wall", "Roof repair", "Café terrace" }) await alice.Join(await host.Application.NewChat(name));
        var pane = alice.Page.GetByRole(AriaRole.Navigation, new() { Name = "Your chats" });
        await alice.Page.ReloadAsync();
        var rows = pane.GetByRole(AriaRole.Link).And(pane.Locator("li a"));
        await Expect(rows).ToHaveCountAsync(3);
        var names = await pane.Locator("li strong").AllInnerTextsAsync();
        var start = names.ToList().IndexOf("Café terrace");
        await alice.Field.FillAsync("half a word");

        // To the end, where it stops, and up to the beginning.
        for (var at = start; at < 3; at++)
        {
            await IsOpen(names[at]);
            await alice.Page.Keyboard.PressAsync("Alt+ArrowDown");
        }

        for (var at = 2; at >= 0; at--)
        {
            await IsOpen(names[at]);
            await alice.Page.Keyboard.PressAsync("Alt+ArrowUp");
        }

        await IsOpen(names[0]);
        var find = pane.GetByRole(AriaRole.Searchbox, new() { Name = "Find a chat" });
        await alice.Field.FocusAsync();
        await alice.Page.Keyboard.PressAsync("Control+k");
        await Expect(find).ToBeFocusedAsync();
        await alice.Page.Keyboard.TypeAsync("nothing like it");
        await Expect(pane.GetByText("No chat is called “nothing like it”. Try fewer letters.")).ToBeVisibleAsync();
        await alice.BeAccessible("no chat found");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(rows).ToHaveCountAsync(3);
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.Field).ToBeFocusedAsync();

        await alice.Page.Keyboard.PressAsync("Control+k");
        await alice.Page.Keyboard.TypeAsync("cafe");
        await Expect(rows).ToHaveCountAsync(1);
        await alice.Page.Keyboard.PressAsync("Enter");
        await IsOpen("Café terrace");
        await Expect(alice.Field).ToHaveValueAsync("half a word");
        alice.HasSeenNoFault();

        async Task IsOpen(string name)
        {
            await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 })).ToBeVisibleAsync();
            await Expect(pane.Locator("[aria-current=page] strong")).ToHaveTextAsync(name);
        }
    }

    [Fact]
    public async Task Its_row_of_the_open_chat_says_what_was_said_last_and_nothing_reaches_beyond_it()
    {
        await using var alice = await host.Desktop("Alice");
        foreach (var name in new[] { "Garden wall", "A chat whose name is a good deal longer than the list is wide, whatever the window" })
            await alice.Join(await host.Application.NewChat(name));
        await alice.Page.ReloadAsync();
        var pane = alice.Page.GetByRole(AriaRole.Navigation, new() { Name = "Your chats" });

        await alice.Say("The newest word");

        await Expect(pane.Locator("[aria-current=page]")).ToContainTextAsync("You: The newest word");
        Assert.Empty(await pane.EvaluateAsync<string[]>("""
            (pane) => {
              const right = pane.getBoundingClientRect().right;
              return [...pane.querySelectorAll('a, input')].filter((one) => one.getBoundingClientRect().right > right).map((one) => one.outerHTML);
            }
            """));
        await alice.BeAccessible("a list with the newest word");
    }

    [Fact]
    public async Task A_long_name_that_runs_from_right_to_left_keeps_its_beginning()
    {
        await using var alice = await (await host.Phone("Alice"))
            .Join(await host.Application.NewChat("سقف البيت والحديقة الكبيرة خلف البيت القديم"));
        await alice.Open(host.Application.Url);
        var name = alice.Page.Locator("li strong");
        await Expect(name).ToContainTextAsync("سقف");
        var (box, first) = ((await name.BoundingBoxAsync())!, await name.EvaluateAsync<float[]>("""
            (name) => {
              const range = document.createRange();
              range.setStart(name.firstChild, 0);
              range.setEnd(name.firstChild, 3);
              const { left, right } = range.getBoundingClientRect();
              return [left, right];
            }
            """));
        Assert.InRange(first[0], box.X, box.X + box.Width);
        Assert.InRange(first[1], box.X, box.X + box.Width + 1);
    }
}
