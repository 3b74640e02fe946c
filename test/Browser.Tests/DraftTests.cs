using System.Text.Json;

namespace ConnectNow.Browser.Tests;

/// <summary>What is typed and chosen belongs to the person who did it, not to the browser.</summary>
[Collection(nameof(Conversations))]
public sealed class DraftTests(TestHost host)
{
    private const string Words = "Dear Bob, this is not for you";

    [Fact]
    public async Task A_draft_is_not_shown_for_a_moment_to_another_person_who_opens_the_chat_in_the_same_browser()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await WriteDraft(alice);
        await alice.Open("about:blank");
        await alice.Context.AddInitScriptAsync("""
            window.shown = [];
            new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
            setInterval(look, 5);
            function look() {
              for (const field of document.querySelectorAll('textarea')) if (field.value !== '') window.shown.push(field.value);
              for (const list of document.querySelectorAll('ul[aria-label="Files to send"] li')) window.shown.push(list.textContent);
            }
            """);

        // Nobody has touched anything: the draft is still hers.
        await alice.Open(chat.Link);
        await Expect(alice.Field).ToHaveValueAsync(Words);
        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await alice.Open("about:blank");

        await TakeThePlace(alice, bob, chat);
        await alice.Open(chat.Link);
        await bob.Say("a word that shows that the chat is open");
        await Expect(alice.Message("a word that shows that the chat is open")).ToBeVisibleAsync();
        await NothingIsKept(alice);

        Assert.Empty(await alice.Page.EvaluateAsync<string[]>("window.shown"));
        await Expect(alice.Field).ToHaveValueAsync("");
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task A_draft_on_an_open_page_goes_when_another_person_takes_the_place()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await WriteDraft(alice);

        await alice.Context.SetOfflineAsync(true);
        await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
        await Expect(alice.Field).ToHaveValueAsync(Words);
        await TakeThePlace(alice, bob, chat);
        await alice.Context.SetOfflineAsync(false);

        await Expect(alice.Field).ToHaveValueAsync("");
        await Expect(alice.Tray()).ToHaveCountAsync(0);
        await NothingIsKept(alice);
        // Who is here now writes as usual, and as themselves.
        await alice.Say("written by Bob");
        await Expect(alice.Log.GetByRole(AriaRole.Article, new() { NameRegex = new("^You, ") })).ToContainTextAsync("written by Bob");
        await Expect(bob.Log.GetByRole(AriaRole.Article, new() { NameRegex = new("^You, ") })).ToContainTextAsync("written by Bob");
        alice.HasSeenNoFault();
    }

    private static async Task WriteDraft(Person person)
    {
        await person.Attach(FileSamples.Zip("private.zip"));
        await person.Field.FillAsync(Words);
        await FileGestures.Eventually(async () => await Kept(person) is { } kept && kept.Contains(Words, StringComparison.Ordinal) && kept.Contains("private.zip", StringComparison.Ordinal), "the draft is kept");
    }

    /// <summary>As signing in as somebody else in the same browser does: one cookie a chat.</summary>
    private static async Task TakeThePlace(Person person, Person other, Chat chat)
    {
        var cookie = (await other.Context.CookiesAsync()).Single(cookie => cookie.Name == $"cn-{chat.Id}");
        await person.Context.AddCookiesAsync([new() { Name = cookie.Name, Value = cookie.Value, Domain = cookie.Domain, Path = cookie.Path, HttpOnly = true, SameSite = cookie.SameSite, Expires = cookie.Expires }]);
    }

    private static Task NothingIsKept(Person person) =>
        FileGestures.Eventually(async () => JsonSerializer.Deserialize<string[][]>(await Kept(person))!.All(rows => rows.Length == 0), "nothing of the draft is kept");

    /// <summary>The drafts, chosen files and their contents that this browser keeps.</summary>
    private static Task<string> Kept(Person person) => person.Page.EvaluateAsync<string>("""
        () => new Promise((done, fail) => {
          const opening = indexedDB.open('connectnow-chat');
          opening.onerror = () => fail(opening.error);
          opening.onsuccess = async () => {
            const work = opening.result.transaction(['drafts', 'draftFiles', 'blobs']);
            const all = (store) => new Promise((read) => {
              const asked = work.objectStore(store).getAll();
              asked.onsuccess = () => read(asked.result.map((row) => JSON.stringify(row)));
            });
            const kept = await Promise.all(['drafts', 'draftFiles', 'blobs'].map(all));
            opening.result.close();
            done(JSON.stringify(kept));
          };
        })
        """);
}
