using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Sending files, images, videos, and more": choosing, sending, and what the others see.</summary>
[Collection(nameof(Conversations))]
public sealed class FileTests(TestHost host)
{
    [Fact]
    public async Task Each_kind_of_file_sent_by_one_is_shown_to_another()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Slow("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await alice.Attach(FileSamples.Png("island.png"), FileSamples.Gif("party.gif"));
        await alice.Field.FillAsync("as built");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Tray()).ToBeHiddenAsync();
        await alice.Send(await FileSamples.WebM("walk.webm", alice.Page));
        await alice.Send(FileSamples.Wav("noise.wav"), FileSamples.Pdf("quotation.pdf"), FileSamples.Zip("plans.zip"));
        await alice.HaveSentAll();

        await Expect(bob.Message("as built")).ToBeVisibleAsync();
        foreach (var name in new[] { "island.png", "party.gif" })
        {
            await Expect(bob.Picture(name)).ToBeVisibleAsync();
            await FileGestures.Eventually(() => bob.Picture(name).EvaluateAsync<bool>("(button) => button.parentElement.querySelector('img').naturalWidth > 0"), $"{name} is drawn");
        }

        var film = bob.Log.Locator("video");
        await FileGestures.Eventually(() => film.EvaluateAsync<bool>("(video) => video.readyState >= 1 && video.videoWidth === 320"), "the film is there");
        await film.EvaluateAsync("async (video) => { const seeked = new Promise((done) => (video.onseeked = done)); video.currentTime = 0.7; await seeked; }");
        await Expect(film).ToHaveAttributeAsync("poster", new Regex("/preview$"));

        await bob.Button("Play noise.wav").ClickAsync();
        await FileGestures.Eventually(() => bob.Log.Locator("audio").EvaluateAsync<bool>("(audio) => audio.currentTime > 0.2"), "the sound plays");
        await bob.Button("Pause noise.wav").ClickAsync();

        var opened = bob.Log.GetByRole(AriaRole.Link, new() { Name = "Open quotation.pdf" });
        var answer = await bob.Page.EvaluateAsync<string>("async (url) => (await fetch(url)).headers.get('content-type')", await opened.GetAttributeAsync("href"));
        Assert.Equal("application/pdf", answer);

        await Expect(bob.Log.GetByText(new Regex("^ZIP · "))).ToBeVisibleAsync();
        var download = await bob.Page.RunAndWaitForDownloadAsync(() => bob.Log.GetByRole(AriaRole.Link, new() { Name = "Download plans.zip" }).ClickAsync());
        Assert.Equal("plans.zip", download.SuggestedFilename);

        await alice.BeAccessible("files of one's own");
        await bob.BeAccessible("files of others");
        alice.HasSeenNoFault();
        bob.HasSeenNoFault();
    }

    [Fact]
    public async Task Files_can_be_dropped_and_pasted_removed_again_and_survive_a_reload()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var dropped = await alice.Carry(FileSamples.Png("dropped.png"));

        await alice.Log.DispatchEventAsync("dragover", new Dictionary<string, object> { ["dataTransfer"] = dropped });
        await Expect(alice.Page.GetByText("Drop files here to add them")).ToBeVisibleAsync();
        await alice.BeAccessible("drop target");
        await alice.Log.DispatchEventAsync("dragover", new Dictionary<string, object> { ["dataTransfer"] = dropped });
        await alice.Log.DispatchEventAsync("drop", new Dictionary<string, object> { ["dataTransfer"] = dropped });
        await Expect(alice.Page.GetByText("Drop files here to add them")).ToBeHiddenAsync();
        await alice.Field.EvaluateAsync(
            "(field, clipboardData) => field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))",
            await alice.Carry(FileSamples.Zip("pasted.zip")));
        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await alice.Attach(FileSamples.Zip("chosen.zip"));
        await alice.Field.FillAsync("three of them");
        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await alice.BeAccessible("tray");

        await alice.Button("Remove pasted.zip").ClickAsync();
        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        // The page may close as soon as what was chosen is kept.
        await FileGestures.Eventually(() => alice.Page.EvaluateAsync<bool>("""
            () => new Promise((done) => {
              const opening = indexedDB.open('connectnow-chat');
              opening.onsuccess = () => {
                const asking = opening.result.transaction('draftFiles').objectStore('draftFiles').getAll();
                asking.onsuccess = () => { opening.result.close(); done(asking.result[0]?.length === 2); };
              };
            })
            """), "the draft is kept");
        await alice.Page.ReloadAsync();

        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(alice.Field).ToHaveValueAsync("three of them");
        await alice.Button("Send message").ClickAsync();
        await Expect(alice.Picture("dropped.png")).ToBeVisibleAsync();
        await Expect(alice.Tray()).ToBeHiddenAsync();
        await alice.HaveSentAll();
        Assert.Equal(["dropped.png", "chosen.zip"], (await chat.Files()).Select(file => file.GetProperty("name").GetString()!));
        Assert.Equal("three of them", Assert.Single(await chat.Messages()).GetProperty("text").GetString());
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task While_a_file_is_on_its_way_text_goes_at_once_and_the_file_can_be_cancelled()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        var gate = new TaskCompletionSource();
        await alice.Page.RouteAsync("**/blocks/*", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });

        await alice.Send(FileSamples.Zip("first.zip"));
        await alice.Send(FileSamples.Png("second.png"));
        await Expect(alice.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Sending first.zip" })).ToBeVisibleAsync();
        await alice.Say("meanwhile");
        await Expect(bob.Message("meanwhile")).ToBeVisibleAsync();
        await alice.BeAccessible("uploading");

        await alice.Button("Cancel sending first.zip").ClickAsync();
        await Expect(alice.Page.GetByText("first.zip")).ToHaveCountAsync(0);
        gate.SetResult();
        await Expect(bob.Picture("second.png")).ToBeVisibleAsync();
        await alice.HaveSentAll();
        Assert.Equal("second.png", Assert.Single(await chat.Files()).GetProperty("name").GetString());
        await Expect(bob.Page.GetByText("first.zip")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_at_the_message_and_can_be_tried_again()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var refusals = 0;
        await alice.Page.RouteAsync("**/uploads", async route =>
        {
            if (refusals++ > 0) await route.ContinueAsync();
            else
                await route.FulfillAsync(new() { Status = 409, ContentType = "application/problem+json", Body = """{"reason":"storage_full","detail":"There is no room for this file."}""" });
        });

        await alice.Send(FileSamples.Zip("plans.zip"));
        await Expect(alice.Alert).ToContainTextAsync("There is no room for this file.");
        await alice.BeAccessible("refused file");
        await alice.Button("Retry").ClickAsync();

        await Expect(alice.Log.GetByRole(AriaRole.Link, new() { Name = "Download plans.zip" })).ToBeVisibleAsync();
        Assert.Single(await chat.Files());
    }

    [Fact]
    public async Task A_file_that_the_plan_forbids_can_only_be_discarded()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Page.RouteAsync("**/uploads", route => route.FulfillAsync(
            new() { Status = 413, ContentType = "application/problem+json", Body = """{"reason":"file_too_large","detail":"A file can have 100 MB here."}""" }));

        await alice.Send(FileSamples.Zip("plans.zip"));
        await Expect(alice.Alert).ToContainTextAsync("A file can have 100 MB here.");
        await Expect(alice.Button("Retry")).ToHaveCountAsync(0);
        await alice.Button("Discard").ClickAsync();

        await Expect(alice.Page.GetByText("plans.zip")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task More_than_twenty_files_are_too_many_and_the_first_twenty_stay()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);

        await alice.Attach([.. Enumerable.Range(1, 21).Select(n => FileSamples.Zip($"{n}.zip"))]);

        await Expect(alice.Alert).ToContainTextAsync("20 files");
        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(20);
        await alice.BeAccessible("too many files");
    }

    [Fact]
    public async Task On_a_phone_the_paperclip_offers_camera_album_and_files()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Phone("Alice")).Join(chat);

        await alice.Button("Attach files").TapAsync();
        await alice.BeAccessible("where files come from");
        await Expect(alice.Button("Take a photo")).ToBeVisibleAsync();
        Assert.Equal("environment", await alice.Page.Locator("input[capture]").GetAttributeAsync("capture"));
        var chooser = await alice.Page.RunAndWaitForFileChooserAsync(() => alice.Button("Photos and videos").TapAsync());
        await chooser.SetFilesAsync(FileSamples.Png("from the album.png"));

        await Expect(alice.Tray().GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        await alice.Button("Send message").TapAsync();
        await Expect(alice.Picture("from the album.png")).ToBeVisibleAsync();
        await alice.HaveSentAll();
        Assert.True(await alice.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task Nobody_but_those_in_the_chat_can_fetch_a_file_and_leaving_ends_it_at_once()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using var eve = await (await host.Desktop("Eve")).Join(await host.Application.NewChat("Elsewhere"));
        await alice.Send(FileSamples.Png("private.png"));
        await alice.HaveSentAll();
        var path = Assert.Single(await chat.Files()).GetProperty("url").GetString()!;

        Assert.Equal(200, await Status(bob, path));
        Assert.Equal(200, await Status(bob, path + "/preview"));
        Assert.InRange(await Status(eve, path), 401, 404);
        Assert.InRange(await Status(eve, path + "/preview"), 401, 404);
        await bob.Leave();
        Assert.Equal(401, await Status(bob, path));

        static Task<int> Status(Person person, string path) =>
            person.Page.EvaluateAsync<int>("async (path) => (await fetch(path)).status", path);
    }

    [Fact]
    public async Task A_deleted_message_takes_its_files_with_it()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Send(FileSamples.Png("gone.png"));
        await alice.HaveSentAll();
        var message = Assert.Single(await chat.Messages());
        var path = message.GetProperty("attachments")[0].GetProperty("url").GetString()!;

        await host.Application.Delete($"/api/chats/{chat.Id}/messages/{message.GetProperty("id")}");

        await Expect(alice.Log).ToContainTextAsync("deleted");
        await Expect(alice.Picture("gone.png")).ToHaveCountAsync(0);
        Assert.Equal(404, await alice.Page.EvaluateAsync<int>("async (path) => (await fetch(path)).status", path));
    }
}
