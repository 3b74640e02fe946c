using System.Text;
using ConnectNow.Browser.Tests.Drivers;

namespace ConnectNow.Browser.Tests;

/// <summary>The user guide from its beginning to its end in browsers that are no Chromium, talking with somebody who has one.</summary>
[Collection(nameof(Conversations))]
public sealed class OtherBrowsersTests(TestHost host)
{
    [Fact]
    public async Task The_guide_can_be_walked_in_Firefox()
    {
        await using var browser = await Firefox.Start();
        await Walk(new Visitor(browser, "Fiona"), pictures: 1);
    }

    /// <summary>
    /// It keeps no Blobs in its storage, and what then never ends must hold up nothing: ten times, since it did not go wrong each time.
    /// </summary>
    [Fact]
    public async Task The_guide_can_be_walked_in_WebKit_and_ten_pictures_in_a_row_go_out()
    {
        await using var browser = await WebKit.Start();
        await Walk(new Visitor(browser, "Wanda"), pictures: 10);
    }

    private async Task Walk(Visitor visitor, int pictures)
    {
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await ComeIn(visitor, chat);
        await Talk(visitor, bob, chat);
        await SendFiles(visitor, bob, chat, pictures);
        await LookAround(visitor, chat);
        await LeaveAndComeBack(visitor, bob, chat, $"That was {pictures}.");
        await visitor.HasSeenNoFault();
        bob.HasSeenNoFault();
    }

    private static async Task ComeIn(Visitor visitor, Chat chat)
    {
        await visitor.Open(chat.Link);
        await visitor.Sees("This chat is protected");
        await visitor.Fill("Password", "wrong password");
        await visitor.Click("Next");
        await visitor.Sees("not the password of this chat");

        await visitor.Open(chat.LinkWithPassword);
        await visitor.SayWho();
        await visitor.Hears($"{visitor.Name} Tester joined");
        await visitor.Until("the password is no longer in the address", "() => location.hash === ''");
    }

    private static async Task Talk(Visitor visitor, Person bob, Chat chat)
    {
        await visitor.Fill("Your message", "one line");
        await visitor.Browser.Press("+Shift Enter");
        await visitor.Browser.Type("and another");
        await visitor.Browser.Press("Enter");
        await Expect(bob.Log).ToContainTextAsync("and another");
        Assert.Equal(["one line\nand another"], (await chat.Messages()).Select(message => message.GetProperty("text").GetString()));

        await bob.Say("Good morning");
        await visitor.Hears("Good morning");
    }

    private static async Task SendFiles(Visitor visitor, Person bob, Chat chat, int pictures)
    {
        using var folder = new TemporaryDirectory();
        var notes = Path.Combine(folder.Path, "notes.txt");
        await File.WriteAllTextAsync(notes, "Bring the drill.", Encoding.UTF8);
        await visitor.Send(notes);
        await Expect(bob.Log.GetByRole(AriaRole.Link, new() { Name = "Download notes.txt" })).ToBeVisibleAsync();
        for (var n = 1; n <= pictures; n++)
        {
            var picture = FileSamples.Png($"picture {n}.png", 160, 120);
            var path = Path.Combine(folder.Path, picture.Name);
            await File.WriteAllBytesAsync(path, picture.Buffer);
            await visitor.Send(path);
            await Expect(bob.Picture(picture.Name)).ToBeVisibleAsync();
            // What is written right behind it goes out too.
            await visitor.Say($"That was {n}.");
            await Expect(bob.Message($"That was {n}.")).ToBeVisibleAsync();
        }

        await visitor.SeesNoMore("Sending…");
        Assert.Equal(1 + pictures, (await chat.Files()).Count);
    }

    private static async Task LookAround(Visitor visitor, Chat chat)
    {
        await visitor.Click("Open sidebar");
        foreach (var (row, says) in new[] { ("About this chat", chat.Id), ("People in this chat", "Bob Tester"), ("Files and links", "Photos and videos"), ("Flows", "Coming soon"), ("Notifications", "") })
        {
            await visitor.Click(row);
            await visitor.Sees(says);
            await visitor.Click("Back");
            await visitor.Sees("About this chat");
        }

        await visitor.Click("People in this chat");
        await visitor.Click("Share join link");
        await visitor.Until("the link is copied, or shown", "(link) => /copied/i.test(document.body.innerText) || [...document.querySelectorAll('input')].some((field) => field.value === link)", chat.Link);
        await visitor.Click("Close sidebar");

        await visitor.Browser.Resize(390, 844);
        await visitor.Until("the page is as narrow as a phone", "() => innerWidth <= 480");
        await visitor.Until("the chat fits, and can be written to", "() => document.documentElement.scrollWidth <= innerWidth && document.querySelector('textarea').checkVisibility()");
    }

    private async Task LeaveAndComeBack(Visitor visitor, Person bob, Chat chat, string newest)
    {
        await visitor.Click("Open sidebar");
        await visitor.Click("Leave chat");
        await visitor.Sees("You can come back");
        await visitor.Browser.Run("() => [...document.querySelectorAll('dialog[open] button')].at(-1).click()");
        await visitor.Sees("You have left this chat");
        await Expect(bob.Log).ToContainTextAsync($"{visitor.Name} Tester left");

        await visitor.Open(chat.LinkWithPassword);
        await visitor.SayWho();
        await visitor.Sees("Type in the 6-digit code sent to you");
        await visitor.Fill("Authentication code", await host.Application.CodeFor(visitor.Email));
        await visitor.Click("Join conversation");
        // The list draws what is near its end.
        await visitor.Hears(newest);
        await visitor.SeesNoMore("Connecting…");
        await visitor.Say("Back again");
        await Expect(bob.Message("Back again")).ToBeVisibleAsync();
    }
}
