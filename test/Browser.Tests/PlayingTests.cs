using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests;

/// <summary>Sound, films and pictures that move: what is said of them, also where this browser can't play them.</summary>
[Collection(nameof(Conversations))]
public sealed class PlayingTests(TestHost host)
{
    [Fact]
    public async Task Sound_that_a_browser_has_recorded_has_its_length()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Send(await FileSamples.RecordedSound("tone.webm", alice.Page));
        await alice.HaveSentAll();

        var file = Assert.Single(await chat.Files());
        Assert.Equal("audio/webm", file.GetProperty("type").GetString());
        Assert.InRange(file.GetProperty("duration").GetInt64(), 1_000, 60_000);
        var position = alice.Page.GetByRole(AriaRole.Slider, new() { Name = "Position in tone.webm" });
        await Expect(position).ToHaveAttributeAsync("aria-valuetext", new Regex("^0 seconds of [1-9][0-9]* seconds?$"));
        await Expect(alice.Log).Not.ToContainTextAsync("0:00");
    }

    [Fact]
    public async Task Sound_whose_length_nobody_can_tell_is_never_said_to_have_none()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await host.Desktop("Alice");
        // As a message that was sent before lengths were looked for.
        await alice.Page.AddInitScriptAsync("const parse = JSON.parse; JSON.parse = (text, reviver) => parse(text, (key, value) => (key === 'duration' ? null : reviver ? reviver(key, value) : value));");
        // Nor can this browser tell.
        await alice.Page.AddInitScriptAsync("Object.defineProperty(HTMLMediaElement.prototype, 'duration', { get: () => Infinity });");
        await alice.Join(chat);
        await alice.Send(await FileSamples.RecordedSound("tone.webm", alice.Page));
        await alice.HaveSentAll();

        await Expect(alice.Log.GetByText("Length unknown")).ToBeVisibleAsync();
        await Expect(alice.Log).Not.ToContainTextAsync("0:00");
        await Expect(alice.Page.GetByRole(AriaRole.Slider)).ToHaveCountAsync(0);
        await alice.BeAccessible("sound of unknown length");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_film_that_this_browser_cant_decode_says_so_and_can_be_downloaded(bool hasSoundOnly)
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        var film = await FileSamples.WebM("beach.webm", alice.Page);
        if (hasSoundOnly) await alice.Page.AddInitScriptAsync("Object.defineProperty(HTMLVideoElement.prototype, 'videoWidth', { get: () => 0 });");
        else "X_V"u8.CopyTo(film.Buffer.AsSpan(film.Buffer.AsSpan().IndexOf("V_VP8"u8)));
        await alice.Page.ReloadAsync();
        await alice.Send(film);
        await alice.HaveSentAll();

        var tile = alice.Log.GetByText("This could not be played here. Download it instead.");
        await Expect(tile).ToBeVisibleAsync();
        await Expect(alice.Log.GetByText("beach.webm", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(alice.Log.GetByRole(AriaRole.Link, new() { Name = "Download beach.webm" }))
            .ToHaveAttributeAsync("href", new Regex("download"));
        await alice.BeAccessible("film that can't be decoded");
    }

    [Fact]
    public async Task A_WebP_that_moves_has_a_sign_moves_when_asked_and_can_be_stopped_in_the_viewer()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.Send(await FileSamples.MovingWebP("sticker.webp", alice.Page));
        await alice.HaveSentAll();
        var file = Assert.Single(await chat.Files());
        Assert.Equal(("image/webp", JsonValueKind.True), (file.GetProperty("type").GetString(), file.GetProperty("animated").ValueKind));

        // This person wants nothing to move by itself.
        var inList = alice.Log.Locator("img").First;
        var sign = alice.Log.GetByRole(AriaRole.Button, new() { Name = "Play sticker.webp" });
        await Expect(sign).ToHaveTextAsync("Animated");
        await Expect(inList).ToHaveAttributeAsync("src", new Regex("/preview$"));
        await sign.ClickAsync();
        await Expect(sign).ToHaveTextAsync("Stop");
        await Expect(inList).Not.ToHaveAttributeAsync("src", new Regex("/preview$"));
        await sign.ClickAsync();
        await Expect(inList).ToHaveAttributeAsync("src", new Regex("/preview$"));

        await alice.Picture("sticker.webp").ClickAsync();
        var viewer = alice.Page.GetByRole(AriaRole.Dialog, new() { Name = "Pictures and videos" });
        var shown = viewer.Locator("img").Last;
        await Expect(shown).ToHaveAttributeAsync("src", new Regex("/preview$"));
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await Expect(shown).Not.ToHaveAttributeAsync("src", new Regex("/preview$"));
        await alice.BeAccessible("picture that moves");
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(shown).ToHaveAttributeAsync("src", new Regex("/preview$"));

        // Where moving is welcome it begins by itself, and stops all the same.
        await alice.Page.Keyboard.PressAsync("Escape");
        await alice.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        await alice.Log.Locator(".tile").HoverAsync();
        await Expect(inList).Not.ToHaveAttributeAsync("src", new Regex("/preview$"));
        await alice.Picture("sticker.webp").ClickAsync();
        await Expect(shown).Not.ToHaveAttributeAsync("src", new Regex("/preview$"));
        await viewer.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(shown).ToHaveAttributeAsync("src", new Regex("/preview$"));
        alice.HasSeenNoFault();
    }
}
