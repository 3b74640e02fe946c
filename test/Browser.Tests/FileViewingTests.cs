using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>Looking at what was sent: the viewer, the gallery, and voice messages.</summary>
[Collection(nameof(Conversations))]
public sealed class FileViewingTests(TestHost host)
{
    [Fact]
    public async Task The_viewer_shows_zooms_and_walks_through_all_pictures_by_keyboard()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Attach(FileSamples.Png("one.png"), FileSamples.Png("two.png", 300, 900));
        await alice.Field.FillAsync("the plan");
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(alice.Tray()).ToBeHiddenAsync();
        await alice.Send(FileSamples.Png("three.png"));
        await alice.HaveSentAll();
        var viewer = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Pictures and videos" });
        var picture = viewer.Locator("img").Last;

        await alice.Picture("one.png").FocusAsync();
        await alice.Page.Keyboard.PressAsync("Enter");
        await Expect(viewer).ToContainTextAsync("1 / 3");
        await Expect(viewer).ToContainTextAsync("the plan");
        await Expect(viewer).ToContainTextAsync("Alice Tester");
        await FileGestures.Eventually(() => picture.EvaluateAsync<bool>("(image) => image.naturalWidth === 640"), "the whole picture is there");
        await alice.BeAccessible("viewer");

        await alice.Page.Keyboard.PressAsync("+");
        await Expect(picture).ToHaveCSSAsync("transform", "matrix(1.5, 0, 0, 1.5, 0, 0)");
        await alice.Page.Keyboard.PressAsync("-");
        await Expect(picture).ToHaveCSSAsync("transform", "matrix(1, 0, 0, 1, 0, 0)");
        await alice.Page.Keyboard.PressAsync("ArrowRight");
        await alice.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(viewer).ToContainTextAsync("3 / 3");
        await alice.Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(viewer).ToContainTextAsync("2 / 3");
        await alice.Page.Keyboard.PressAsync("Escape");

        await Expect(viewer).ToHaveCountAsync(0);
        await Expect(alice.Picture("one.png")).ToBeFocusedAsync();
        Assert.Equal(chat.Link, alice.Page.Url);
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task The_gallery_has_all_files_and_links_and_follows_what_happens()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.OpenSidebar("Files and links");
        await Expect(alice.Sidebar).ToContainTextAsync("No photos or videos yet");
        await alice.BeAccessible("empty gallery");

        await alice.Send(FileSamples.Png("one.png"), FileSamples.Zip("plans.zip"), FileSamples.Pdf("quotation.pdf"));
        await alice.Say("see https://example.com/plan?page=3");
        await alice.HaveSentAll();
        var picture = alice.Sidebar.GetByRole(AriaRole.Button, new() { NameRegex = new("^Picture from Alice Tester") });
        await Expect(picture).ToHaveCountAsync(1);

        // Fetched, not only seen.
        await alice.Page.ReloadAsync();
        await Expect(picture).ToHaveCountAsync(1);
        await alice.BeAccessible("gallery of pictures");
        await picture.ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Pictures and videos" })).ToContainTextAsync("one.png");
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(picture).ToBeFocusedAsync();

        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Photos and videos" }).FocusAsync();
        await alice.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(alice.Sidebar.GetByRole(AriaRole.Link, new() { Name = "Download plans.zip" })).ToBeVisibleAsync();
        await alice.BeAccessible("gallery of files");
        // Wherever it is pressed, a row opens what it shows; beside the sign of its kind it has one icon.
        var rows = alice.Sidebar.GetByRole(AriaRole.Tabpanel).GetByRole(AriaRole.Listitem);
        await Expect(rows).ToHaveCountAsync(2);
        foreach (var row in await rows.AllAsync()) await Expect(row.Locator("svg")).ToHaveCountAsync(2);
        var corner = new LocatorClickOptions { Position = new() { X = 4, Y = 4 } };
        var archive = await alice.Page.RunAndWaitForDownloadAsync(() => rows.Filter(new() { HasText = "plans" }).ClickAsync(corner));
        Assert.Equal("plans.zip", archive.SuggestedFilename);
        var page = rows.Filter(new() { HasText = "quotation" });
        var opened = await alice.Page.GetByRole(AriaRole.Link, new() { Name = "Open quotation.pdf" }).First.GetAttributeAsync("href");
        var request = await alice.Context.RunAndWaitForPageAsync(() => page.ClickAsync(corner));
        Assert.EndsWith(opened!, request.Url, StringComparison.Ordinal);
        await request.CloseAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download quotation.pdf" }))
            .ToHaveAttributeAsync("download", "quotation.pdf");
        await alice.Page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).FocusAsync();
        await alice.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(alice.Sidebar.GetByRole(AriaRole.Link, new() { Name = "https://example.com/plan?page=3" })).ToBeVisibleAsync();
        await alice.BeAccessible("gallery of links");
        await alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(alice.Sidebar.GetByRole(AriaRole.Button, new() { Name = "Files and links" })).ToBeVisibleAsync();
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task A_voice_message_is_recorded_sent_and_heard()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await alice.Context.GrantPermissionsAsync(["microphone"]);

        var watch = Stopwatch.StartNew();
        await alice.Button("Record a voice message").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new Regex("^0:(0[2-9]|[1-5][0-9])$"));
        await alice.BeAccessible("recording");
        await alice.Button("Send voice message").ClickAsync();

        await Expect(bob.Button("Play Voice message")).ToBeVisibleAsync();
        var elapsed = watch.ElapsedMilliseconds;
        await alice.HaveSentAll();
        var voice = Assert.Single(await chat.Files());
        Assert.True(voice.GetProperty("voice").GetBoolean());
        Assert.InRange(voice.GetProperty("duration").GetInt64(), 1_500, elapsed);
        Assert.NotEmpty(Convert.FromBase64String(voice.GetProperty("waveform").GetString()!));
        await bob.Button("Play Voice message").ClickAsync();
        await FileGestures.Eventually(() => bob.Log.Locator("audio").EvaluateAsync<bool>("(audio) => audio.currentTime > 0.2"), "it is heard");
        await bob.BeAccessible("voice message");

        await alice.Button("Record a voice message").ClickAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Timer)).ToHaveTextAsync(new Regex("^0:(0[1-9]|[1-5][0-9])$"));
        await alice.Page.Keyboard.PressAsync("Escape");
        await Expect(alice.Field).ToBeFocusedAsync();
        Assert.Single(await chat.Files());
        alice.HasSeenNoFault();
    }

    [Fact]
    public async Task A_refused_microphone_is_told_with_a_way_out()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);

        await alice.Button("Record a voice message").ClickAsync();

        await Expect(alice.Alert).ToContainTextAsync("The microphone is not allowed here.");
        await alice.BeAccessible("refused microphone");
        await alice.Button("Close").ClickAsync();
        await Expect(alice.Field).ToBeFocusedAsync();
    }
}
