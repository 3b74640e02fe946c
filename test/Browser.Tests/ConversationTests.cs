using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Messaging": sending text, and what people expect around it.</summary>
[Collection(nameof(Conversations))]
public sealed class ConversationTests(TestHost host)
{
    [Fact]
    public async Task Three_people_see_the_same_conversation_in_the_same_order()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Phone("Bob")).Join(chat);
        await using var carol = await (await host.Desktop("Carol")).Join(chat);

        await Task.WhenAll(SayAll(alice), SayAll(bob), SayAll(carol));

        foreach (var person in new[] { alice, bob, carol })
            await Expect(person.Log.GetByText(new Regex("^(Alice|Bob|Carol) says [1-5]$"))).ToHaveCountAsync(15);
        var stored = (await chat.Messages()).Select(message => message.GetProperty("text").GetString()!).ToList();
        Assert.Equal(15, stored.Count);
        foreach (var person in new[] { alice, bob, carol })
        {
            // Each of them has seen the others' messages; their own stand at the end until the answer has come.
            await Expect(person.Log.GetByText(new Regex("^(Alice|Bob|Carol) says [1-5]$"))).ToHaveTextAsync(stored);
            person.HasSeenNoFault();
        }

        await alice.BeAccessible("talking");

        static async Task SayAll(Person person)
        {
            for (var n = 1; n <= 5; n++) await person.Say($"{person.Name} says {n}");
        }
    }

    [Fact]
    public async Task Enter_sends_and_shift_enter_makes_a_new_line()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await alice.Field.FocusAsync();
        await alice.Page.Keyboard.TypeAsync("first line");
        await alice.Page.Keyboard.PressAsync("Shift+Enter");
        await alice.Page.Keyboard.TypeAsync("second line");
        await alice.Page.Keyboard.PressAsync("Enter");

        await Expect(alice.Field).ToHaveValueAsync("");
        await Expect(alice.Field).ToBeFocusedAsync();
        await Expect(bob.Log.GetByText("second line")).ToBeVisibleAsync();
        Assert.Equal("first line\nsecond line", Assert.Single(await chat.Messages()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Enter_that_ends_a_composition_does_not_send()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Field.FillAsync("にほん");

        await alice.Field.DispatchEventAsync("keydown", new { key = "Enter", code = "Enter", isComposing = true, bubbles = true, cancelable = true });

        await Expect(alice.Field).ToHaveValueAsync("にほん");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Message("にほん")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_phone_enter_is_a_new_line_and_the_button_sends()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);

        await alice.Field.FillAsync("one");
        await alice.Field.PressAsync("Enter");
        await Expect(alice.Field).ToHaveValueAsync("one\n");
        await alice.Field.PressSequentiallyAsync("two");
        await alice.Button("Send message").TapAsync();

        await Expect(alice.Log.GetByText("two")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Nothing_is_lost_of_a_text_that_is_too_long()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var text = new string('x', 8_001);

        await alice.Field.FillAsync(text);
        await alice.Page.Keyboard.PressAsync("Enter");

        await Expect(alice.Page.GetByText("8,000").First).ToBeVisibleAsync();
        await Expect(alice.Field).ToHaveValueAsync(text);
        await alice.BeAccessible("too long");
        Assert.Empty(await chat.Messages());

        await alice.Field.FillAsync(text[..8_000]);
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Field).ToHaveValueAsync("");
        await Expect(alice.Message(text[..8_000])).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Markup_is_text_and_links_are_links()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await alice.Say("<img src=x onerror=alert(1)> see https://example.com/a?b=c&d=e. javascript:alert(1)");

        var link = bob.Log.GetByRole(AriaRole.Link, new() { Name = "https://example.com/a?b=c&d=e" });
        await Expect(link).ToHaveAttributeAsync("href", "https://example.com/a?b=c&d=e");
        await Expect(link).ToHaveAttributeAsync("rel", new Regex("noopener"));
        await Expect(bob.Log.GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        await Expect(bob.Log.GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        bob.HasSeenNoFault();
    }

    [Fact]
    public async Task A_draft_survives_a_reload()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Field.FillAsync("half a thought");
        await Expect(alice.Field).ToHaveValueAsync("half a thought");

        await alice.Page.ReloadAsync();

        await Expect(alice.Field).ToHaveValueAsync("half a thought");
    }

    [Fact]
    public async Task History_loads_upwards_without_a_jump()
    {
        var chat = await host.Application.NewChat();
        for (var n = 1; n <= 220; n++) await chat.Post($"note {n:000}");
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await Expect(alice.Message("note 220")).ToBeVisibleAsync();

        // With the wheel, as a person does; a line in sight moves with it and by nothing else, also when older ones arrive above it.
        await alice.Log.HoverAsync();
        var jumps = new List<string>();
        for (var turn = 0; turn < 200 && !await IsInSight(alice, "note 001"); turn++)
        {
            await alice.Page.Mouse.WheelAsync(0, -300);
            await ComeToRest(alice);
            var (seen, before) = await TopLine(alice);
            await alice.Page.WaitForTimeoutAsync(60);
            if (await alice.Message(seen).BoundingBoxAsync() is { } after && Math.Abs(after.Y - before) > 2) jumps.Add($"{seen} moved by {after.Y - before}");
        }

        await Expect(alice.Message("note 001")).ToBeInViewportAsync();
        Assert.Empty(jumps);
        Assert.InRange(await alice.Log.Locator("*").CountAsync(), 1, 12_000);
        await alice.Button("Jump to latest")
            .Or(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Jump to latest") })).First.ClickAsync();
        await Expect(alice.Message("note 220")).ToBeInViewportAsync();
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task The_newest_message_stays_in_sight_when_the_window_changes_and_when_one_sends()
    {
        var chat = await host.Application.NewChat();
        for (var n = 1; n <= 60; n++) await chat.Post($"note {n:000} with as many words as it takes to need a second line on a phone");
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var newest = alice.Log.GetByText("Alice Tester joined");
        await Expect(newest).ToBeInViewportAsync();

        // Another width, the height that a phone's keyboard leaves, and back.
        foreach (var (width, height) in new[] { (390, 844), (390, 420), (1280, 800) })
        {
            await alice.Page.SetViewportSizeAsync(width, height);
            await Expect(newest).ToBeInViewportAsync();
        }

        await alice.Log.HoverAsync();
        await alice.Page.Mouse.WheelAsync(0, -1_500);
        await Expect(newest).Not.ToBeInViewportAsync();
        await alice.Say("own ones are always seen");
        await Expect(alice.Message("own ones are always seen")).ToBeInViewportAsync();
    }

    private static async Task<bool> IsInSight(Person person, string text) =>
        await person.Message(text).CountAsync() > 0 && await person.Message(text).BoundingBoxAsync() is { Y: > 64 and < 700 };

    /// <summary>The wheel has had its effect: the list stands where it stood for three pictures in a row.</summary>
    private static async Task ComeToRest(Person person) => await person.Log.EvaluateAsync("""
        async (log) => {
          for (let pictures = 0, still = 0, top = NaN; still < 3 && pictures < 600; pictures++) {
            await new Promise((drawn) => requestAnimationFrame(drawn));
            still = log.scrollTop === top ? still + 1 : 0;
            top = log.scrollTop;
          }
        }
        """);

    private static async Task<(string Text, float Y)> TopLine(Person person)
    {
        foreach (var line in await person.Log.GetByText(new Regex("^note [0-9]{3}$")).AllAsync())
        {
            if (await line.BoundingBoxAsync() is { Y: > 100 } box) return (await line.InnerTextAsync(), box.Y);
        }

        throw new InvalidOperationException("No line is in sight.");
    }

    [Fact]
    public async Task What_came_while_away_begins_at_a_line()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await bob.Say("seen");
        await Expect(alice.Message("seen")).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("Read by 1")).ToBeVisibleAsync();
        await alice.Open("about:blank");
        await bob.Say("not seen yet");
        await Expect(bob.Page.GetByText("Sending")).ToBeHiddenAsync();
        Assert.Equal(2, (await chat.Messages()).Count);

        await alice.Open(chat.Link);

        await Expect(alice.Log.GetByText("New messages")).ToBeVisibleAsync();
        await Expect(alice.Message("not seen yet")).ToBeVisibleAsync();
        await alice.BeAccessible("unread line");
    }

    [Fact]
    public async Task An_edit_and_a_deletion_are_seen_at_once()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await alice.Say("oops");
        await Expect(bob.Message("oops")).ToBeVisibleAsync();
        var id = Assert.Single(await chat.Messages()).GetProperty("id").ToString();

        await host.Application.Delete($"/api/chats/{chat.Id}/messages/{id}");

        await Expect(alice.Message("oops")).ToBeHiddenAsync();
        await Expect(alice.Log).ToContainTextAsync("deleted");
        await alice.BeAccessible("deleted message");
    }
}
