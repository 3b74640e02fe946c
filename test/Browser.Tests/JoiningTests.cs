namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Joining a conversation".</summary>
[Collection(nameof(Conversations))]
public sealed class JoiningTests(TestHost host)
{
    [Fact]
    public async Task The_printed_link_leads_somebody_in_and_hides_its_password()
    {
        await using var alice = await host.Desktop("Alice");
        await alice.Open(host.Application.FirstLink);

        await alice.SayWho();

        await Expect(alice.Field).ToBeVisibleAsync();
        Assert.DoesNotContain('#', alice.Page.Url);
        await Expect(alice.Log).ToContainTextAsync("Alice Tester joined");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task A_link_whose_hash_sign_was_escaped_leads_in_and_hides_its_password()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        await alice.Open(chat.LinkWithPassword.Replace("#", "%23", StringComparison.Ordinal));

        await Expect(alice.Heading("Join the Conversation")).ToBeVisibleAsync();
        Assert.Equal(chat.Link, alice.Page.Url);
        alice.HasSeenNoFault();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_link_without_the_password_asks_for_it_first(bool phone)
    {
        var chat = await host.Application.NewChat();
        await using var alice = phone ? await host.Phone("Alice") : await host.Desktop("Alice");
        await alice.Open(chat.Link);
        await Expect(alice.Heading("This chat is protected")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { Name = "Already have an account? Log in" })).ToBeVisibleAsync();
        await alice.BeAccessible("password");

        await alice.Page.GetByLabel("Password").FillAsync("wrong password");
        await alice.Button("Next").ClickAsync();
        await Expect(alice.Alert).ToContainTextAsync("not the password of this chat");
        await Expect(alice.Page.GetByLabel("Password")).ToHaveValueAsync("wrong password");
        await alice.BeAccessible("wrong password");

        await alice.Page.GetByLabel("Password").FillAsync(chat.Password);
        await alice.Button("Next").ClickAsync();
        await Expect(alice.Heading("Join the Conversation")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("terms", System.Text.RegularExpressions.RegexOptions.IgnoreCase) })).ToBeVisibleAsync();
        await alice.BeAccessible("who");
        await alice.SayWho();
        await Expect(alice.Field).ToBeVisibleAsync();
        await alice.BeAccessible("chat");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task The_server_speaks_the_language_of_the_page()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Foreign("Alice", "de-DE");
        await alice.Open(chat.Link);
        await Expect(alice.Heading("Dieser Chat ist geschützt")).ToBeVisibleAsync();

        await alice.Page.GetByLabel("Passwort").FillAsync("wrong password");
        await alice.Button("Weiter").ClickAsync();

        await Expect(alice.Alert).ToContainTextAsync("Das ist nicht das Passwort dieses Chats.");
    }

    [Theory]
    [InlineData("", "Tester", "alice@example.com", "Name")]
    [InlineData("Alice", "  ", "alice@example.com", "Surname")]
    [InlineData("Alice", "Tester", "alice at example", "Email address")]
    [InlineData("LONG", "Tester", "alice@example.com", "Name")]
    public async Task What_is_wrong_is_said_and_what_was_typed_is_kept(string name, string surname, string email, string wrong)
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        await alice.Open(chat.LinkWithPassword);
        name = name == "LONG" ? new string('x', 500) : name;

        await alice.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await alice.Page.GetByLabel("Surname").FillAsync(surname);
        await alice.Page.GetByLabel("Email address").FillAsync(email);
        await alice.Button("Join conversation").ClickAsync();

        await Expect(alice.Alert.First).ToBeVisibleAsync();
        await Expect(alice.Page.GetByLabel(wrong, new() { Exact = true })).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(alice.Page.GetByLabel(wrong, new() { Exact = true })).ToBeFocusedAsync();
        await Expect(alice.Page.GetByLabel("Email address")).ToHaveValueAsync(email);
        await alice.BeAccessible("invalid " + wrong);
    }

    [Fact]
    public async Task Whatever_is_wrong_stands_at_once_and_moves_nothing_above_it()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Phone("Alice");
        await alice.Open(chat.Link);
        await Expect(alice.Heading("This chat is protected")).ToBeVisibleAsync();
        var before = await Top(alice);

        await alice.Button("Next").ClickAsync();
        await Expect(alice.Alert).ToHaveTextAsync("Type in the password.");
        Assert.Equal(before, await Top(alice));

        await alice.Page.GetByLabel("Password").FillAsync(chat.Password);
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Heading("Join the Conversation")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("Everyone in the chat sees your name and email address.")).ToBeVisibleAsync();
        before = await Top(alice);
        await alice.Button("Join conversation").ClickAsync();

        await Expect(alice.Alert).ToHaveTextAsync(["Your name is missing.", "Your surname is missing.", "Your email address is missing."]);
        await Expect(alice.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        Assert.Equal(before, await Top(alice));
        await alice.BeAccessible("three errors");

        // Whoever was here before types one address instead of three fields.
        await alice.Page.GetByRole(AriaRole.Link, new() { Name = "Log in" }).ClickAsync();
        await Expect(alice.Heading("Log in")).ToBeVisibleAsync();

        static async Task<float> Top(Person person) =>
            (await person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).BoundingBoxAsync())!.Y;
    }

    [Fact]
    public async Task A_device_that_joined_stays_joined()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        await alice.Join(chat);

        await alice.Page.ReloadAsync();
        await Expect(alice.Field).ToBeVisibleAsync();
        await using var tab = await alice.Tab();
        await tab.Open(chat.Link);

        await Expect(tab.Field).ToBeVisibleAsync();
        await Expect(tab.Log.GetByText("joined")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_reload_in_the_middle_goes_on_where_it_was()
    {
        var chat = await host.Application.NewChat();
        await using var first = await host.Desktop("Emil");
        await first.Join(chat);
        await using var second = await host.Desktop("Emil");
        await second.Open(chat.LinkWithPassword);
        await second.SayWho();
        await Expect(second.Heading("Type in the 6-digit code sent to you")).ToBeVisibleAsync();

        await second.Page.ReloadAsync();

        await second.TypeCode();
        await Expect(second.Field).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_full_chat_says_so_and_lets_the_next_in_when_somebody_has_left()
    {
        var company = await host.Application.Post("/api/companies", new { name = "Tiny & Sons", plan = "free" });
        var limit = (await host.Application.Get($"/api/companies/{company.GetProperty("id").GetString()}")).GetProperty("limits")
            .GetProperty("people_per_chat").GetInt32();
        var made = await host.Application.Post("/api/chats", new { name = "Small room", password = "harbour-street-12", company_id = company.GetProperty("id").GetString() });
        var chat = new Chat(host.Application, made.GetProperty("id").GetString()!, "harbour-street-12");
        await using var alice = await host.Desktop("Alice");
        await alice.Join(chat);
        for (var n = 1; n < limit; n++)
            await host.Application.Post($"/api/chats/{chat.Id}/users", new { name = $"Guest {n}", surname = "Tester", email = $"guest{n}@example.com" });

        await using var bob = await host.Desktop("Bob");
        await bob.Open(chat.LinkWithPassword);
        await bob.SayWho();
        await Expect(bob.Page.GetByText("This chat is full").First).ToBeVisibleAsync();
        await Expect(bob.Page.GetByText("Tiny & Sons").First).ToBeVisibleAsync();
        await bob.BeAccessible("full");

        await alice.Leave();
        await bob.Button("Try again").ClickAsync();
        await bob.Button("Join conversation").ClickAsync();
        await Expect(bob.Field).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_chat_that_does_not_exist_looks_like_one_whose_password_is_wrong()
    {
        await using var alice = await host.Desktop("Alice");
        await alice.Open($"{host.Application.Url}/c/0000000000000000");
        await alice.Page.GetByLabel("Password").FillAsync("harbour-street-12");

        await alice.Button("Next").ClickAsync();

        await Expect(alice.Alert).ToContainTextAsync("not the password of this chat");
    }

    [Fact]
    public async Task An_address_that_is_none_is_told_so_and_home_says_what_to_do()
    {
        await using var alice = await host.Desktop("Alice");
        await alice.Open($"{host.Application.Url}/nowhere/at/all");
        await Expect(alice.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await alice.BeAccessible("unknown address");

        await alice.Open(host.Application.Url);
        await Expect(alice.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await alice.BeAccessible("no chats");
        await alice.Open(host.Application.Url + "/terms");
        await Expect(alice.Page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        await alice.BeAccessible("terms");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task Home_lists_the_chats_of_this_device_and_logging_in_brings_those_of_the_address()
    {
        var one = await host.Application.NewChat("Garden wall");
        var two = await host.Application.NewChat("Roof repair");
        await using var alice = await host.Desktop("Frida");
        await alice.Join(one);
        await alice.Join(two);
        await alice.Open(host.Application.Url);
        await Expect(alice.Page.GetByText("Garden wall")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("Roof repair")).ToBeVisibleAsync();
        await alice.BeAccessible("home");

        await using var phone = await host.Phone("Frida");
        await phone.Open(one.Link);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Already have an account? Log in" }).ClickAsync();
        await phone.Page.GetByLabel("Email address").FillAsync(phone.Email);
        await phone.BeAccessible("sign in");
        await phone.Button("Send me a code").ClickAsync();
        await phone.Page.GetByLabel("Authentication code").FillAsync("417");
        await phone.Button("Log in").ClickAsync();
        await Expect(phone.Alert).ToHaveTextAsync("The code has 6 digits.");
        await phone.BeAccessible("sign-in code");
        await phone.Page.GetByLabel("Authentication code").FillAsync(await host.Application.CodeFor(phone.Email));

        // Nobody was asked for a code who joined them: whoever has the mailbox says which are theirs.
        await Expect(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Which of these are yours?" })).ToBeVisibleAsync();
        await phone.BeAccessible("chats to choose from");
        foreach (var name in new[] { "Garden wall", "Roof repair" }) await phone.Page.GetByRole(AriaRole.Checkbox, new() { Name = name }).CheckAsync();
        await phone.Button("Open the chosen ones").ClickAsync();
        await Expect(phone.Field).ToBeVisibleAsync();
        await phone.Open(host.Application.Url);
        await Expect(phone.Page.GetByText("Roof repair")).ToBeVisibleAsync();
    }
}
