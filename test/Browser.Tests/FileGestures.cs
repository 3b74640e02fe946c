using System.Text.Json;

namespace ConnectNow.Browser.Tests;

/// <summary>What people do with files, as they do it.</summary>
internal static class FileGestures
{
    public static ILocator Tray(this Person person) => person.Page.GetByRole(AriaRole.List, new() { Name = "Files to send" });

    /// <summary>Pictures and videos in the chat, by the file's name.</summary>
    public static ILocator Picture(this Person person, string name) =>
        person.Log.GetByRole(AriaRole.Button, new() { NameRegex = new($": {System.Text.RegularExpressions.Regex.Escape(name)}\\. Open$") });

    /// <summary>Chooses files with the paperclip.</summary>
    public static async Task Attach(this Person person, params FilePayload[] files)
    {
        var chooser = await person.Page.RunAndWaitForFileChooserAsync(() => person.Button("Attach files").ClickAsync());
        await chooser.SetFilesAsync(files);
        await Expect(person.Tray()).ToBeVisibleAsync();
    }

    public static async Task Send(this Person person, params FilePayload[] files)
    {
        await person.Attach(files);
        await person.Button("Send message").ClickAsync();
        await Expect(person.Tray()).ToBeHiddenAsync();
    }

    /// <summary>The server has the newest message of this person, and nothing is on its way any more.</summary>
    public static async Task HaveSentAll(this Person person)
    {
        // What was just sent may not be drawn yet: that nothing says "Sending…" would be true before it began.
        await Expect(person.Log.GetByRole(AriaRole.Article, new() { NameRegex = new("^You, ") }).Last).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Sent|Read by"));
        await Expect(person.Page.GetByText("Sending…")).ToHaveCountAsync(0);
    }

    /// <summary>So many messages wait in the browser's own storage: from here on the page may be closed.</summary>
    public static Task KeepsUnsent(this Person person, int count) => Eventually(() => person.Page.EvaluateAsync<bool>("""
        (count) => new Promise((done) => {
          const opening = indexedDB.open('connectnow-chat');
          opening.onsuccess = () => {
            const asked = opening.result.transaction('outbox').objectStore('outbox').count();
            asked.onsuccess = () => { opening.result.close(); done(asked.result === count); };
          };
        })
        """, count), "what is unsent is kept");

    /// <summary>What a drag or the clipboard carries, in the page.</summary>
    public static Task<IJSHandle> Carry(this Person person, FilePayload file) => person.Page.EvaluateHandleAsync("""
        ({ name, type, content }) => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
          return transfer;
        }
        """, new { name = file.Name, type = file.MimeType, content = Convert.ToBase64String(file.Buffer) });

    /// <summary>The addresses of all files of a chat, as the API has them.</summary>
    public static async Task<IReadOnlyList<JsonElement>> Files(this Chat chat) =>
        [.. (await chat.Messages()).SelectMany(message => message.GetProperty("attachments").EnumerateArray())];

    public static async Task Eventually(Func<Task<bool>> holds, string what, int seconds = 120)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(seconds);
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < deadline, $"Not within {seconds} s: {what}");
            await Task.Delay(100);
        }
    }
}
