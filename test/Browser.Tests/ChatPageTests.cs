using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>The page of a chat: what floats above the messages, what folds, and what stands still when it opens.</summary>
[Collection(nameof(Conversations))]
public sealed class ChatPageTests(TestHost host)
{
    [Fact]
    public async Task A_toast_stands_above_the_bar_of_its_column_and_ends_with_the_page_it_was_said_on()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);
        await alice.OpenSidebar("People in this chat");
        await alice.Button("Share join link").TapAsync();

        var toast = Toast(alice, "Link copied.");
        var (box, back) = (await Box(toast), await Box(alice.Button("Back")));
        var above = await alice.Button("Back").EvaluateAsync<float>("(button) => button.closest('footer').getBoundingClientRect().top");
        Assert.InRange(box.Width, 200, 390 - 32);
        Assert.Equal(390 / 2f, box.X + (box.Width / 2), 1f);
        Assert.Equal(16, above - (box.Y + box.Height), 1f);
        await alice.BeAccessible("a toast above the way back");

        await alice.Button("Back").TapAsync();
        await Expect(alice.Sidebar.GetByText("See all flows")).ToBeVisibleAsync();
        Assert.Equal(0, await toast.CountAsync());
        Assert.True(back.Y > box.Y);
    }

    [Fact]
    public async Task A_toast_over_the_messages_covers_neither_the_field_nor_the_number_of_new_ones()
    {
        var chat = await Talkative();
        await using var alice = await host.Desktop("Alice");
        await alice.Page.AddInitScriptAsync("navigator.clipboard.writeText = () => new Promise((done) => (window.copied = done));");
        await alice.Join(chat);
        await alice.OpenSidebar("People in this chat");
        await alice.Button("Share join link").ClickAsync();
        await alice.Log.HoverAsync();
        await alice.Page.Mouse.WheelAsync(0, -1_500);
        var pill = Jump(alice);
        await Expect(pill).ToBeVisibleAsync();
        await chat.Post("while Alice reads further up");
        await Expect(pill).ToContainTextAsync("1 new message");
        await alice.Field.FocusAsync();

        await alice.Page.EvaluateAsync("window.copied()");

        var (box, column) = (await Box(Toast(alice, "Link copied.")), await Box(alice.Page.GetByRole(AriaRole.Main)));
        var composer = await alice.Field.EvaluateAsync<float>("(field) => field.closest('form').getBoundingClientRect().top");
        Assert.Equal(column.X + (column.Width / 2), box.X + (box.Width / 2), 1f);
        Assert.Equal(16, composer - (box.Y + box.Height), 1f);
        var above = await Box(pill);
        Assert.True(above.Y + above.Height <= box.Y, $"The button ends at {above.Y + above.Height}, the toast begins at {box.Y}.");
        await alice.BeAccessible("a toast and what is new");
    }

    [Fact]
    public async Task The_button_to_the_latest_message_is_round_until_it_bears_a_number()
    {
        var chat = await Talkative();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Log.HoverAsync();
        await alice.Page.Mouse.WheelAsync(0, -1_500);

        var round = await Box(Jump(alice));
        Assert.Equal((46f, 46f), (round.Width, round.Height));
        Assert.Equal("23px", await Jump(alice).EvaluateAsync<string>("(button) => getComputedStyle(button).borderRadius"));

        await chat.Post("one more");
        await Expect(Jump(alice)).ToContainTextAsync("1 new message");
        var wide = await Box(Jump(alice));
        Assert.Equal(46, wide.Height, 0.5f);
        Assert.InRange(wide.Width, 120, 220);
    }

    [Theory]
    [InlineData(false, 40, 5, 25)]
    [InlineData(true, 40, 5, 25)]
    [InlineData(false, 40, 0, 25)]
    [InlineData(false, 12, 5, 0)]
    public async Task Opening_a_chat_with_unread_messages_from_the_kept_copy_shifts_nothing(bool phone, int read, int kept, int unheard)
    {
        var chat = await Talkative(read);
        await using var alice = await (phone ? await host.Phone("Alice") : await host.Desktop("Alice")).Join(chat);
        var (width, height) = (alice.Page.ViewportSize!.Width, alice.Page.ViewportSize.Height);
        // What comes while she reads further up is kept as unread; what comes while she is away, the server tells.
        await alice.Page.SetViewportSizeAsync(width, 420);
        await alice.Log.EvaluateAsync("(log) => log.scrollTo({ top: 0 })");
        await Expect(Jump(alice)).ToBeVisibleAsync();
        for (var n = 1; n <= kept; n++) await chat.Post($"unread {n} with some more words than that, so that it takes its room");
        if (kept > 0) await FileGestures.Eventually(() => Keeps(alice, $"unread {kept}"), "what is unread is kept");
        await alice.Open($"{host.Application.Url}/terms");
        for (var n = 1; n <= unheard; n++) await chat.Post($"unheard {n}");
        await alice.Page.SetViewportSizeAsync(width, height);
        // The server takes its time: the kept page is seen before.
        await alice.Context.AddInitScriptAsync("""
            const send = WebSocket.prototype.send;
            WebSocket.prototype.send = function (data) { setTimeout(() => send.call(this, data), 500); };
            window.shifts = [];
            window.tops = [];
            requestAnimationFrame(function look() {
              const row = [...document.querySelectorAll('[role=log] [data-key]')].find((one) => one.textContent.includes('unread 1'));
              if (row) window.tops.push(row.getBoundingClientRect().top);
              requestAnimationFrame(look);
            });
            new PerformanceObserver((list) => {
              for (const { value, startTime, sources } of list.getEntries()) {
                window.shifts.push(`${value} at ${startTime} ms: ${sources.map(({ node }) => node?.textContent?.slice(0, 80)).join(' | ')}`);
              }
            }).observe({ type: 'layout-shift', buffered: true });
            """);

        await alice.Open(chat.Link);
        await Expect(alice.Log.GetByText("New messages")).ToBeInViewportAsync();
        if (unheard > 0) await Expect(Jump(alice)).ToContainTextAsync($"{kept + unheard} new messages");
        else await Expect(alice.Page.GetByText("only you are here")).ToBeVisibleAsync();
        // Two pictures later everything that was laid out has been seen, and told.
        await alice.Page.EvaluateAsync("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))");

        Assert.Empty(await alice.Page.EvaluateAsync<string[]>("window.shifts"));
        // Scrolling is no shift to the browser, but moves what is read as much.
        if (kept > 0) Assert.Single((await alice.Page.EvaluateAsync<float[]>("window.tops")).Distinct());
        await Expect(alice.Log.GetByText("New messages")).ToBeInViewportAsync();
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task Where_several_are_and_nobody_has_spoken_a_hello_is_one_press_away()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);
        var hello = alice.Page.GetByRole(AriaRole.Group, new() { Name = "Say hello" });
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Invite people" })).ToBeVisibleAsync();
        await Expect(hello).ToHaveCountAsync(0);

        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        var chips = hello.GetByRole(AriaRole.Button);
        await Expect(chips).ToHaveTextAsync(["👋", "Hello everybody!"]);
        await Expect(bob.Button("Hello everybody!")).ToBeVisibleAsync();
        var own2 = await alice.Page.EvaluateAsync<string>("() => { const probe = document.body.appendChild(document.createElement('i')); probe.style.color = 'var(--own-2)'; const { color } = getComputedStyle(probe); probe.remove(); return color; }");
        await Expect(chips.First).ToHaveCSSAsync("background-color", own2);
        await alice.BeAccessible("nobody has spoken");

        await chips.Last.TapAsync();

        await Expect(bob.Message("Hello everybody!")).ToBeVisibleAsync();
        await Expect(hello).ToHaveCountAsync(0);
        await Expect(bob.Button("Hello everybody!")).ToHaveCountAsync(0);
        Assert.Equal("Hello everybody!", Assert.Single(await chat.Messages()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Many_who_joined_one_after_the_other_are_one_line_that_opens_where_it_stands()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await chat.Post("before the others");
        await host.Application.Post($"/api/chats/{chat.Id}/users", new { name = "Ana", surname = "Ash", email = "ana.ash@example.com" });
        await host.Application.Post($"/api/chats/{chat.Id}/users", new { name = "Bo", surname = "Ash", email = "bo.ash@example.com" });
        await Expect(alice.Log.GetByText("Bo Ash joined", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(alice.Log.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);

        foreach (var name in new[] { "Cy", "Di", "Eve" })
            await host.Application.Post($"/api/chats/{chat.Id}/users", new { name, surname = "Ash", email = $"{name.ToLowerInvariant()}.ash@example.com" });

        var line = alice.Log.GetByRole(AriaRole.Button, new() { Name = "Ana Ash, Bo Ash and 3 others joined" });
        await Expect(line).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(alice.Log.GetByText("Cy Ash joined")).ToHaveCountAsync(0);
        var before = await Box(line);
        Assert.True(before.Height >= 24, $"{before.Height} high");
        await alice.BeAccessible("many joined");

        await line.ClickAsync();

        await Expect(line).ToHaveAttributeAsync("aria-expanded", "true");
        foreach (var name in new[] { "Ana", "Bo", "Cy", "Di", "Eve" })
            await Expect(alice.Log.GetByText(new Regex($"^{name} Ash joined · [0-9]{{2}}:[0-9]{{2}}$"))).ToHaveCountAsync(1);
        await alice.BeAccessible("many joined, opened");
        await line.ClickAsync();
        await Expect(alice.Log.GetByText("Cy Ash joined")).ToHaveCountAsync(0);
        Assert.Equal(before.Y, (await Box(line)).Y, 1f);
    }

    [Fact]
    public async Task From_twelve_people_on_one_is_found_by_name_and_the_row_names_three()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        // Ten are as many as the plan lets in; those who were here before count as well.
        for (var n = 1; n <= 10; n++)
        {
            var added = await host.Application.Post($"/api/chats/{chat.Id}/users", new { name = n <= 2 ? "Ana" : $"Person{n}", surname = n == 1 ? "Ash" : "Zorn", email = $"person{n}@example.com" });
            if (n >= 8) await host.Application.Delete($"/api/chats/{chat.Id}/users/{added.GetProperty("id").GetString()}");
        }

        await alice.OpenSidebar();
        await Expect(alice.Sidebar.GetByText("You, Ana A., Ana Z. and 5 more", new() { Exact = true })).ToBeVisibleAsync();
        await alice.OpenSidebar("People in this chat");
        await Expect(alice.Sidebar.GetByText("In this chat · 8 of 10")).ToBeVisibleAsync();
        var find = alice.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find a person" });
        await Expect(find).ToHaveCountAsync(0);

        await host.Application.Post($"/api/chats/{chat.Id}/users", new { name = "Zoë", surname = "Quist", email = "zoe@example.com" });
        await find.FillAsync("zoe");
        await Expect(alice.Sidebar.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await Expect(alice.Sidebar.GetByRole(AriaRole.Listitem)).ToContainTextAsync("Zoë Quist");
        await alice.BeAccessible("a person found");
        await find.FillAsync("nobody of that name");
        await Expect(alice.Sidebar.GetByText("Nobody is called “nobody of that name”. Try fewer letters.")).ToBeVisibleAsync();
        await find.FillAsync("");
        await Expect(alice.Sidebar.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(12);
    }

    /// <summary>More messages than a screen shows.</summary>
    private async Task<Chat> Talkative(int messages = 40)
    {
        var chat = await host.Application.NewChat();
        for (var n = 1; n <= messages; n++) await chat.Post($"note {n:000}, said before Alice came");
        return chat;
    }

    private static Task<bool> Keeps(Person person, string text) => person.Page.EvaluateAsync<bool>("""
        (text) => new Promise((done) => {
          const opening = indexedDB.open('connectnow-chat');
          opening.onsuccess = () => {
            const asked = opening.result.transaction('pages').objectStore('pages').getAll();
            asked.onsuccess = () => { opening.result.close(); done(JSON.stringify(asked.result).includes(text)); };
          };
        })
        """, text);

    private static ILocator Jump(Person person) => person.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Jump to latest") });

    private static ILocator Toast(Person person, string text) =>
        person.Page.GetByRole(AriaRole.Status).Locator("p").Filter(new() { HasText = text });

    private static async Task<LocatorBoundingBoxResult> Box(ILocator locator)
    {
        await Expect(locator).ToBeVisibleAsync();
        return (await locator.BoundingBoxAsync())!;
    }
}
