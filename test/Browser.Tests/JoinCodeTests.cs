namespace ConnectNow.Browser.Tests;

/// <summary>The code that proves an address while joining.</summary>
[Collection(nameof(Conversations))]
public sealed class JoinCodeTests(TestHost host)
{
    [Fact]
    public async Task After_too_many_tries_the_wait_runs_and_the_button_waits_with_it()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        var refused = 0;
        await alice.Page.RouteAsync("**/join/password", route => refused++ == 0
            ? route.FulfillAsync(new()
            {
                Status = 429,
                ContentType = "application/problem+json",
                Body = """{"reason":"too_many_tries","detail":"There were too many tries. Wait 4 seconds, then try again.","retry_after":4,"field":"password","status":429}""",
            })
            : route.ContinueAsync());
        await alice.Open(chat.Link);
        await alice.Page.GetByLabel("Password").FillAsync(chat.Password);
        await alice.Button("Next").ClickAsync();

        await Expect(alice.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Next in [1-4] s$") }))
            .ToHaveAttributeAsync("aria-disabled", "true");
        await alice.BeAccessible("waiting");
        await Expect(alice.Alert).ToContainTextAsync("You can try again now.");
        await alice.Button("Next").ClickAsync();
        await Expect(alice.Heading("Join the Conversation")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task When_a_code_is_used_up_the_button_sends_a_new_one_and_the_next_digits_go_into_the_field()
    {
        var chat = await host.Application.NewChat();
        await using var laptop = await (await host.Desktop("Hugo")).Join(chat);
        await using var phone = await host.Phone("Hugo");
        // The code of five tries, without the tries: the answers are the server's own.
        await phone.Page.RouteAsync("**/join/code", route => route.FulfillAsync(new()
        {
            Status = 422,
            ContentType = "application/problem+json",
            Body = """{"reason":"code_expired","detail":"This code no longer works: codes last 10 minutes and a few tries. Ask for a new one.","field":"code","status":422}""",
        }));
        await phone.Page.RouteAsync("**/join/who", async route =>
        {
            var answer = await route.FetchAsync();
            // As if the half minute between two codes were over.
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("resend_", "was_", StringComparison.Ordinal) });
        });
        await phone.Page.RouteAsync("**/join/code/new", async route => await route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"step":"code","sent_to":"h…@example.com"}""",
        }));
        await phone.Open(chat.LinkWithPassword);
        await phone.SayWho();
        await phone.Page.GetByLabel("Authentication code").FillAsync("123456");

        await Expect(phone.Alert).ToContainTextAsync("This code no longer works");
        await Expect(phone.Button("Join conversation")).ToHaveCountAsync(0);
        await phone.BeAccessible("code used up");
        await phone.Button("Send a new code").ClickAsync();

        await Expect(phone.Button("Join conversation")).ToBeVisibleAsync();
        await Expect(phone.Page.GetByLabel("Authentication code")).ToBeFocusedAsync();
        await Expect(phone.Alert).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_address_the_chat_knows_needs_the_code_from_the_mail()
    {
        var chat = await host.Application.NewChat();
        await using var laptop = await host.Desktop("Carla");
        await laptop.Join(chat);
        await laptop.Say("from the laptop");
        await using var phone = await host.Phone("Carla");
        await phone.Open(chat.LinkWithPassword);
        await phone.SayWho();
        await Expect(phone.Heading("Type in the 6-digit code sent to you")).ToBeVisibleAsync();
        // Said when the outbox's provider has it, and not before; the page asks by itself.
        await Expect(phone.Page.GetByText("We sent it to c…@example.com.")).ToBeVisibleAsync();
        await Expect(phone.Button("Send a new code").Or(phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send a new code" })).First)
            .ToBeVisibleAsync();
        await phone.BeAccessible("code");

        var right = await host.Application.CodeFor("carla@example.com");
        var field = phone.Page.GetByLabel("Authentication code");
        var asked = 0;
        phone.Page.Request += (_, request) => asked += request.Url.EndsWith("/join/code", StringComparison.Ordinal) ? 1 : 0;
        await phone.Page.Keyboard.TypeAsync("417");
        await phone.Page.Keyboard.PressAsync("Enter");
        await Expect(phone.Alert).ToHaveTextAsync("The code has 6 digits.");
        Assert.Equal(0, asked);

        // The sixth digit sends it; the field is then empty for the next one, and what is typed goes there.
        await field.FillAsync("");
        await phone.Page.Keyboard.TypeAsync(right == "000000" ? "000001" : "000000");
        await Expect(phone.Alert).ToContainTextAsync("not the code we sent");
        await Expect(field).ToHaveValueAsync("");
        await Expect(field).ToBeFocusedAsync();
        Assert.Equal(1, asked);
        await phone.BeAccessible("wrong code");
        await phone.Page.Keyboard.TypeAsync(right);

        await Expect(phone.Message("from the laptop")).ToBeVisibleAsync();
        await phone.Say("from the phone");
        // Proof of the address ends what was signed in without.
        await Expect(laptop.Heading("You are signed out here")).ToBeVisibleAsync();
        Assert.Single(await People(chat));
    }

    [Fact]
    public async Task The_code_can_be_pasted_with_blanks_and_Go_back_lets_another_address_be_given()
    {
        var chat = await host.Application.NewChat();
        await using var first = await host.Desktop("Dora");
        await first.Join(chat);
        await using var second = await host.Desktop("Dora");
        await second.Open(chat.LinkWithPassword);
        await second.SayWho();

        await second.Button("Go back").ClickAsync();
        await Expect(second.Page.GetByLabel("Email address")).ToHaveValueAsync("dora@example.com");
        await second.Button("Join conversation").ClickAsync();
        var code = await host.Application.CodeFor("dora@example.com");
        await second.Page.GetByLabel("Authentication code").FocusAsync();
        await second.Page.EvaluateAsync("text => navigator.clipboard.writeText(text)", $" {code[..3]} {code[3..]} ");
        await second.Page.Keyboard.PressAsync("Control+V");

        await Expect(second.Field).ToBeVisibleAsync();
    }

    private async Task<IReadOnlyList<System.Text.Json.JsonElement>> People(Chat chat) =>
        [.. (await host.Application.Get($"/api/chats/{chat.Id}/users")).GetProperty("data").EnumerateArray()];
}
