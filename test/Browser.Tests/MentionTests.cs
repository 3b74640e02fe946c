namespace ConnectNow.Browser.Tests;

/// <summary>Mentions: an @ offers the people of the chat, and whom a message mentions sees it.</summary>
[Collection(nameof(Conversations))]
public sealed class MentionTests(TestHost host)
{
    [Fact]
    public async Task An_at_sign_offers_people_by_keyboard_and_the_mentioned_stand_out()
    {
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var marta = await (await host.Desktop("Marta")).Join(chat);
        var list = alice.Page.GetByRole(AriaRole.Listbox, new() { Name = "People to mention" });
        var options = list.GetByRole(AriaRole.Option);
        await Expect(alice.Log).ToContainTextAsync("Marta Tester joined");

        await alice.Field.PressSequentiallyAsync("Ask @");
        await Expect(options).ToContainTextAsync(["Bob Tester", "Marta Tester"]);
        await alice.BeAccessible("people to mention");
        // In Safari the Enter that ends composing comes after composing has ended: only its number tells.
        await alice.Field.DispatchEventAsync("keydown", new { key = "Enter", keyCode = 229, isComposing = false, bubbles = true, cancelable = true });
        await Expect(alice.Field).ToHaveValueAsync("Ask @");
        await Expect(list).ToBeVisibleAsync();
        await alice.Field.PressAsync("Escape");
        await Expect(list).ToBeHiddenAsync();
        await alice.Field.FillAsync("");
        await alice.Field.PressSequentiallyAsync("Ask @");
        await alice.Field.PressAsync("ArrowDown");
        await Expect(options.Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await alice.Field.PressAsync("Enter");
        await Expect(alice.Field).ToHaveValueAsync("Ask @Marta Tester ");
        await alice.Field.PressSequentiallyAsync("and @bo");
        await options.First.ClickAsync();
        await alice.Field.PressSequentiallyAsync("please");
        await Expect(alice.Field).ToHaveValueAsync("Ask @Marta Tester and @Bob Tester please");
        await alice.Field.PressAsync("Enter");

        await Expect(bob.Log.Locator(".mention")).ToHaveTextAsync(["@Marta Tester", "@Bob Tester"]);
        await Expect(bob.Log.Locator(".mention.me")).ToHaveTextAsync(["@Bob Tester"]);
        await bob.BeAccessible("mentioned");
        await alice.BeAccessible("having mentioned");
        alice.HasSeenNoFault();
    }
}
