namespace ConnectNow.Browser.Tests;

/// <summary>What another app shares to this one: the browser sends it as a form, as the manifest's share target says.</summary>
[Collection(nameof(Interruptions))]
public sealed class AppShareTests(TestHost host)
{
    [Fact]
    public async Task What_is_shared_goes_to_the_chat_that_is_chosen()
    {
        var (roof, kitchen) = (await host.Application.NewChat("Roof and gutters"), await host.Application.NewChat("Kitchen refit"));
        await using var alice = await host.Phone("Alice");
        await alice.Join(roof);
        await alice.Join(kitchen);
        await alice.HaveTheWorker();
        await alice.Field.FillAsync("Look at this:");
        await Expect(alice.Field).ToHaveValueAsync("Look at this:");

        await Share(alice, "A price list", "All of it", "https://example.com/list");
        await Expect(alice.Heading("Share to…")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("https://example.com/list")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("price-list.txt")).ToBeVisibleAsync();
        await alice.BeAccessible("share to");
        await alice.Page.GetByRole(AriaRole.Button, new() { Name = "Kitchen refit" }).ClickAsync();

        await Expect(alice.Page).ToHaveURLAsync(kitchen.Link);
        await Expect(alice.Field).ToHaveValueAsync("Look at this:\nA price list\nAll of it\nhttps://example.com/list");
        await Expect(alice.Page.GetByText("price-list.txt").First).ToBeVisibleAsync();
        await alice.Button("Send message").ClickAsync();
        await Expect(alice.Log).ToContainTextAsync("price-list.txt");
        await alice.Open(host.Application.Url + "/share");
        await Expect(alice.Heading("Nothing to share")).ToBeVisibleAsync();
        await alice.BeAccessible("nothing to share");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task Many_chats_can_be_searched()
    {
        await using var alice = await host.Desktop("Alice");
        for (var n = 1; n <= 9; n++) await alice.Join(await host.Application.NewChat(n == 5 ? "Été à Nice" : $"Harbour Street {n}"));
        await alice.HaveTheWorker();

        await Share(alice, "", "words", "");
        var choices = alice.Page.GetByRole(AriaRole.List, new() { Name = "Chats" }).GetByRole(AriaRole.Button);
        await Expect(choices).ToHaveCountAsync(9);
        await alice.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search your chats" }).FillAsync("ete nice");
        await Expect(choices).ToHaveCountAsync(1);
        await alice.BeAccessible("share to, searched");
        await alice.Button("Cancel").ClickAsync();

        await Expect(alice.Heading("Your chats")).ToBeVisibleAsync();
        await alice.Open(host.Application.Url + "/share");
        await Expect(alice.Heading("Nothing to share")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Before_the_worker_is_there_the_page_asks_to_share_once_more()
    {
        await using var alice = await host.Desktop("Alice");
        await alice.Open(host.Application.Url + "/openapi/v1.json");

        await Share(alice, "", "words", "");

        await Expect(alice.Heading("That could not be shared")).ToBeVisibleAsync();
        await alice.BeAccessible("not shared");
    }

    /// <summary>Sends the form that the system sends.</summary>
    private static async Task Share(Person person, string title, string text, string url) => await person.Page.EvaluateAsync("""
        (shared) => {
          const form = Object.assign(document.createElement('form'), { method: 'post', action: '/share', enctype: 'multipart/form-data' });
          for (const [name, value] of Object.entries(shared)) form.append(Object.assign(document.createElement('textarea'), { name, value }));
          const picture = Object.assign(document.createElement('input'), { type: 'file', name: 'files' });
          const chosen = new DataTransfer();
          if (shared.title) chosen.items.add(new File(['a list of prices'], 'price-list.txt', { type: 'text/plain' }));
          picture.files = chosen.files;
          form.append(picture);
          (document.body ?? document.documentElement).append(form);
          form.submit();
        }
        """, new { title, text, url });
}
