namespace ConnectNow.Browser.Tests;

/// <summary>What those notice who listen to a page, write on it, or use it without a mouse.</summary>
[Collection(nameof(Conversations))]
public sealed class ReadingAloudTests(TestHost host)
{
    [Fact]
    public async Task Messages_are_articles_with_a_name_and_ones_own_are_not_announced()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await bob.Say("Are you there?");
        await alice.Say("Right here.");

        var theirs = alice.Log.GetByRole(AriaRole.Article, new() { NameRegex = new("^Bob Tester, ") });
        var own = alice.Log.GetByRole(AriaRole.Article, new() { NameRegex = new("^You, ") });
        await Expect(theirs).ToContainTextAsync("Are you there?");
        await Expect(own).ToContainTextAsync("Right here.");
        Assert.Equal("off", await Liveness(own));
        Assert.NotEqual("off", await Liveness(theirs));
        await alice.BeAccessible("messages");

        // Of what is added to the log: the first element on the way up that says something of it.
        static Task<string?> Liveness(ILocator message) =>
            message.EvaluateAsync<string?>("(element) => element.closest('[data-key]').getAttribute('aria-live')");
    }

    [Fact]
    public async Task Arrow_keys_walk_through_the_choices_of_notifications_without_choosing()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        await alice.Page.AddInitScriptAsync("window.asked = 0; Object.defineProperty(Notification, 'permission', { get: () => 'default' }); Notification.requestPermission = async () => { window.asked++; return 'default'; };");
        await alice.Join(chat);
        await alice.OpenSidebar("Notifications");
        ILocator Choice(string name) => alice.Page.GetByRole(AriaRole.Radio, new() { Name = name });

        await Choice("None").FocusAsync();
        await alice.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Choice("All messages")).ToBeFocusedAsync();
        Assert.Equal(0, await alice.Page.EvaluateAsync<int>("window.asked"));
        await alice.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Choice("None")).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Choice("Mentions")).ToBeFocusedAsync();
        await alice.Page.Keyboard.PressAsync("Space");

        await FileGestures.Eventually(async () => await alice.Page.EvaluateAsync<int>("window.asked") == 1, "permission is asked for");
    }

    [Fact]
    public async Task The_field_is_as_high_as_its_text_in_every_width()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Page.SetViewportSizeAsync(900, 800);
        await alice.Field.FillAsync(string.Join(' ', Enumerable.Repeat("Three lines of words that need more of them where there is less room.", 3)));
        await Expect(alice.Field).ToBeVisibleAsync();

        await alice.OpenSidebar();
        await Fits("with the sidebar");
        await alice.Button("Close sidebar").ClickAsync();
        await alice.Page.SetViewportSizeAsync(390, 800);
        await Fits("on a phone");
        await alice.Page.SetViewportSizeAsync(1280, 800);
        await Fits("widened again");

        // At rest it is exactly as high as what is in it, or as high as it may be.
        Task Fits(string when) => FileGestures.Eventually(
            () => alice.Field.EvaluateAsync<bool>("""
                (field) => {
                  const [has, most] = [field.offsetHeight, parseFloat(getComputedStyle(field).maxHeight)];
                  const before = field.style.height;
                  field.style.height = 'auto';
                  const needs = Math.min(field.scrollHeight, most);
                  field.style.height = before;
                  return Math.abs(has - needs) <= 1;
                }
                """), when, seconds: 30);
    }

    [Fact]
    public async Task Leaving_the_page_while_a_file_is_being_sent_is_asked_about()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var asked = new List<string>();
        alice.Page.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Type);
            await dialog.AcceptAsync();
        };
        await alice.Page.ReloadAsync();
        await Expect(alice.Field).ToBeVisibleAsync();
        Assert.Empty(asked);

        await alice.Page.RouteAsync("**/uploads/*/blocks/*", _ => Task.CompletedTask);
        await alice.Send(FileSamples.Zip("plans.zip"));
        await alice.OpenSidebar("Leave chat");
        await Expect(alice.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("What is still being sent does not arrive.");
        await alice.Page.ReloadAsync();

        Assert.Equal(["beforeunload"], asked);
    }

    [Fact]
    public async Task What_cant_be_pressed_looks_so_and_what_waits_outside_the_page_casts_no_shadow_into_it()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var send = alice.Button("Send message");
        var resting = await Ground();
        await alice.Field.FillAsync("something");
        await Expect(send).ToHaveAttributeAsync("aria-disabled", "false");
        await FileGestures.Eventually(async () => await Ground() != resting, "it looks otherwise when it can be pressed");
        await alice.Field.FillAsync("");

        await alice.Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        var grey = await alice.Page.EvaluateAsync<string>("() => { const probe = Object.assign(document.createElement('p'), { textContent: 'x' }); probe.style.color = 'GrayText'; document.body.append(probe); const { color } = getComputedStyle(probe); probe.remove(); return color; }");
        await Expect(send).ToHaveCSSAsync("color", grey);
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to your message" })).ToHaveCSSAsync("box-shadow", "none");

        Task<string> Ground() => send.EvaluateAsync<string>("(button) => getComputedStyle(button).backgroundColor");
    }
}
