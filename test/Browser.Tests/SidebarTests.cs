using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Sidebar" and "Inviting people to the conversation".</summary>
[Collection(nameof(Conversations))]
public sealed class SidebarTests(TestHost host)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_page_of_it_opens_goes_back_and_has_an_address(bool phone)
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (phone ? await host.Phone("Alice") : await host.Desktop("Alice")).Join(chat);

        await alice.OpenSidebar();
        foreach (var row in new[] { "About this chat", "People in this chat", "Flows", "Leave chat" })
            await Expect(alice.Sidebar.GetByText(row, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(alice.Sidebar.GetByText("See all flows")).ToBeVisibleAsync();
        await Expect(alice.Sidebar.GetByText("Alice", new() { Exact = false }).First).ToBeVisibleAsync();
        await alice.BeAccessible("sidebar home");

        await alice.OpenSidebar("About this chat");
        foreach (var label in new[] { "Chat ID", "Created", "Company" })
            await Expect(alice.Sidebar.GetByText(label, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(alice.Sidebar.GetByText(chat.Id)).ToBeVisibleAsync();
        await alice.BeAccessible("about");
        var about = alice.Page.Url;
        await alice.Page.ReloadAsync();
        await Expect(alice.Sidebar.GetByText(chat.Id)).ToBeVisibleAsync();
        Assert.Equal(about, alice.Page.Url);
        await alice.Button("Back").ClickAsync();
        await Expect(alice.Sidebar.GetByText("See all flows")).ToBeVisibleAsync();

        await alice.OpenSidebar("Flows");
        await Expect(alice.Sidebar.GetByText("Coming soon")).ToBeVisibleAsync();
        await alice.BeAccessible("flows");
        await alice.Button("Back").ClickAsync();

        await alice.OpenSidebar("People in this chat");
        await alice.BeAccessible("people");
        await alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Alice Tester" }).ClickAsync();
        await Expect(alice.Sidebar.GetByText("alice@example.com")).ToBeVisibleAsync();
        await alice.Page.GoBackAsync();
        await Expect(alice.Button("Share join link")).ToBeVisibleAsync();
        await alice.Button("Close sidebar").ClickAsync();
        await Expect(alice.Sidebar).ToBeHiddenAsync();
        await Expect(alice.Field).ToBeVisibleAsync();
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task The_join_link_is_copied_and_leads_the_next_person_in()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.OpenSidebar("People in this chat");

        await alice.Button("Share join link").ClickAsync();

        await Expect(alice.Page.GetByText(new Regex("copied", RegexOptions.IgnoreCase)).First).ToBeVisibleAsync();
        await alice.BeAccessible("shared");
        var link = await alice.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(chat.Link, link);
        await using var bob = await host.Phone("Bob");
        await bob.Open(link);
        await bob.Page.GetByLabel("Password").FillAsync(chat.Password);
        await bob.Button("Next").ClickAsync();
        await bob.SayWho();
        await Expect(bob.Field).ToBeVisibleAsync();
        await Expect(alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Bob Tester" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Whoever_came_by_a_link_with_the_password_can_pass_it_on_until_it_is_changed()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.OpenSidebar("People in this chat");

        await alice.Button("Copy link with password").ClickAsync();

        await Expect(alice.Page.GetByText("Link with password copied.", new() { Exact = false })).ToBeVisibleAsync();
        await Expect(alice.Sidebar).ToContainTextAsync("Whoever has this link gets in without typing the password.");
        await alice.BeAccessible("invite");
        var link = await alice.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(chat.LinkWithPassword, link);
        await using var bob = await host.Phone("Bob");
        await bob.Open(link);
        await bob.SayWho();
        await Expect(bob.Field).ToBeVisibleAsync();

        // Somebody who signs in by a code has never seen the password, and one that was changed opens nothing.
        await host.Application.Put($"/api/chats/{chat.Id}", new { password = "harbour-street-13" });
        await alice.Page.ReloadAsync();
        await Expect(alice.Sidebar.GetByText(new Regex("Ask .+ for the password"))).ToBeVisibleAsync();
        await Expect(alice.Button("Copy link with password")).ToHaveCountAsync(0);
        await Expect(alice.Button("Share join link")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_chat_that_keeps_its_password_back_lets_no_device_pass_it_on()
    {
        var chat = await host.Application.NewChat();
        await host.Application.Put($"/api/chats/{chat.Id}", new { invite_with_password = false });
        await using var alice = await (await host.Desktop("Alice")).Join(chat);

        await alice.OpenSidebar("People in this chat");

        await Expect(alice.Sidebar.GetByText(new Regex("Ask .+ for the password"))).ToBeVisibleAsync();
        await Expect(alice.Button("Copy link with password")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task From_a_chat_a_way_leads_back_to_your_chats_and_says_what_waits_in_the_others()
    {
        var (one, two) = (await host.Application.NewChat("Garden wall"), await host.Application.NewChat("Roof repair"));
        await using var phone = await (await host.Phone("Ines")).Join(one);
        await Expect(Way(phone)).ToHaveAccessibleNameAsync("Your chats");
        var box = (await Way(phone).BoundingBoxAsync())!;
        Assert.True(box is { Width: >= 44, Height: >= 44 }, $"{box.Width} by {box.Height}");
        await phone.Join(two);
        await one.Post("The bricks are here");

        await phone.Page.ReloadAsync();
        await Expect(Way(phone)).ToHaveAccessibleNameAsync(new Regex("^Your chats, [1-9] unread$"));
        await phone.BeAccessible("chat beside others");
        await Way(phone).ClickAsync();
        await Expect(phone.Heading("Your chats")).ToBeVisibleAsync();
        var row = phone.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("Garden wall") });
        await Expect(row).ToContainTextAsync("unread");

        // With room for it, the list stands beside the chat.
        await phone.Page.SetViewportSizeAsync(1280, 800);
        await row.ClickAsync();
        var pane = phone.Page.GetByRole(AriaRole.Navigation, new() { Name = "Your chats" });
        await Expect(pane.GetByRole(AriaRole.Link, new() { NameRegex = new("Garden wall") })).ToHaveAttributeAsync("aria-current", "page");
        await phone.BeAccessible("chat with a list");
        await pane.GetByRole(AriaRole.Link, new() { NameRegex = new("Roof repair") }).ClickAsync();
        await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Roof repair", Level = 1 })).ToBeVisibleAsync();
        phone.HasSeenNoFault();

        static ILocator Way(Person person) => person.Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link);
    }

    [Fact]
    public async Task Who_is_here_is_seen_and_who_went_was_last_seen()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var bob = await (await host.Desktop("Bob")).Join(chat);
        await alice.OpenSidebar("People in this chat");
        await alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Bob Tester" }).ClickAsync();
        await Expect(alice.Sidebar.GetByText("Here now")).ToBeVisibleAsync();
        await Expect(alice.Sidebar.GetByText(new Regex("not verified", RegexOptions.IgnoreCase))).ToBeVisibleAsync();

        await bob.DisposeAsync();

        await Expect(alice.Sidebar.GetByText(new Regex("Last seen", RegexOptions.IgnoreCase))).ToBeVisibleAsync();
        await alice.BeAccessible("person");
    }
}
