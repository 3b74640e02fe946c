namespace ConnectNow.Browser.Tests;

/// <summary>The bar at the bottom of a chat: how it uses the room it has, and what floats above it.</summary>
[Collection(nameof(Conversations))]
public sealed class ComposerTests(TestHost host)
{
    [Fact]
    public async Task Beside_the_sidebar_on_a_tablet_the_field_has_the_room_and_the_button_is_short()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Page.SetViewportSizeAsync(768, 1024);
        await alice.OpenSidebar();

        var send = await Box(alice.Button("Send message"));
        var field = await Box(alice.Field);
        Assert.InRange(send.Width, 44, 52);
        Assert.InRange(field.Width, 200, 400);
        Assert.Equal(field.Height, await OneLine(alice), 1f);
        Assert.Equal("nowrap", await alice.Field.EvaluateAsync<string>("(field) => getComputedStyle(field, '::placeholder').whiteSpace"));
        await alice.BeAccessible("a composer beside the sidebar");

        await alice.Page.SetViewportSizeAsync(1280, 800);
        Assert.InRange((await Box(alice.Button("Send message"))).Width, 140, 220);
    }

    [Fact]
    public async Task With_nothing_to_send_the_button_looks_like_it_and_stays_within_reach()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var send = alice.Button("Send message");
        var (quiet, brand) = (await Token(alice, "--own-2"), await Token(alice, "--brand"));

        await Expect(send).ToHaveCSSAsync("background-color", quiet);
        await Expect(send).ToHaveAttributeAsync("aria-disabled", "true");
        await send.FocusAsync();
        await Expect(send).ToBeFocusedAsync();
        await alice.Field.FillAsync("something");
        await Expect(send).ToHaveCSSAsync("background-color", brand);
        await alice.Field.FillAsync("  ");
        await Expect(send).ToHaveCSSAsync("background-color", quiet);
    }

    [Fact]
    public async Task On_a_phone_the_words_have_the_whole_field_from_the_second_line_on()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);
        var clip = alice.Button("Attach files");
        await alice.Field.FillAsync("Short");
        var beside = await Box(alice.Field);
        Assert.True((await Box(clip)).X >= beside.X + beside.Width - 1, "the tools stand beside one line");

        await alice.Field.FillAsync("The pull-out. I order it tonight, if nobody has a better idea until then.");

        var words = await Box(alice.Field);
        Assert.True(words.Width > beside.Width + 40, $"{words.Width} is no wider than {beside.Width}");
        Assert.True((await Box(clip)).Y >= words.Y + words.Height - 1, "the tools stand below");
        Assert.True(await alice.Field.EvaluateAsync<bool>("(field) => field.scrollHeight <= field.clientHeight"), "all lines are seen");
        await alice.BeAccessible("a message of several lines");
        await alice.Field.FillAsync("");
        Assert.Equal(beside.Height, (await Box(alice.Field)).Height, 1f);
    }

    [Fact]
    public async Task The_list_of_people_floats_above_the_field_and_moves_no_message()
    {
        var chat = await host.Application.NewChat();
        foreach (var (name, email) in new[] { ("Ann", "ann.one@example.com"), ("Ann", "ann.two@example.com"), ("Bo", "bo@example.com") })
            await host.Application.Post($"/api/chats/{chat.Id}/users", new { name, surname = "Ash", email });
        await chat.Post("the last word");
        await using var alice = await (await host.Phone("Alice")).Join(chat);
        var newest = alice.Log.GetByText("Alice Tester joined");
        await Expect(newest).ToBeInViewportAsync();
        var (before, field) = (await Box(newest), await Box(alice.Field));

        await alice.Field.PressSequentiallyAsync("@");

        var list = alice.Page.GetByRole(AriaRole.Listbox, new() { Name = "People to mention" });
        await Expect(list.GetByRole(AriaRole.Option)).ToHaveCountAsync(3);
        Assert.Equal(before.Y, (await Box(newest)).Y, 1f);
        Assert.Equal(field.Y, (await Box(alice.Field)).Y, 1f);
        var box = await Box(list);
        Assert.InRange(box.Y + box.Height, field.Y - 40, field.Y);
        await Expect(list.GetByText("ann.two@example.com")).ToBeVisibleAsync();
        await Expect(list.GetByText("bo@example.com")).ToHaveCountAsync(0);
        await alice.BeAccessible("a floating list of people");
        await list.GetByRole(AriaRole.Option).Last.TapAsync();
        await Expect(alice.Field).ToHaveValueAsync("@Bo Ash ");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task A_finger_leaves_no_mark_where_it_tapped()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);
        var toggle = alice.Button("Open sidebar");
        var untouched = await toggle.EvaluateAsync<string>("(button) => getComputedStyle(button).backgroundColor");

        await toggle.TapAsync();
        await alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Close sidebar" }).TapAsync();

        await Expect(alice.Sidebar).ToBeHiddenAsync();
        await Expect(toggle).ToHaveCSSAsync("background-color", untouched);
    }

    private static async Task<float> OneLine(Person person) =>
        await person.Field.EvaluateAsync<float>("(field) => { const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(field); return parseFloat(lineHeight) + parseFloat(paddingTop) + parseFloat(paddingBottom); }");

    /// <summary>A colour of the style sheet as the browser computes it.</summary>
    private static Task<string> Token(Person person, string name) => person.Page.EvaluateAsync<string>("""
        (name) => {
          const probe = document.body.appendChild(document.createElement('i'));
          probe.style.color = `var(${name})`;
          const { color } = getComputedStyle(probe);
          probe.remove();
          return color;
        }
        """, name);

    private static async Task<LocatorBoundingBoxResult> Box(ILocator locator)
    {
        await Expect(locator).ToBeVisibleAsync();
        return (await locator.BoundingBoxAsync())!;
    }
}
