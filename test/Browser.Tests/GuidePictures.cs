using System.Runtime.CompilerServices;

namespace ConnectNow.Browser.Tests;

/// <summary>
/// Takes the pictures of <c>docs/guide</c> from the running application; run only when asked for (CONTRIBUTING.md has the command).
/// </summary>
[Collection(nameof(Conversations))]
public sealed class GuidePictures(TestHost host)
{
    [Fact(Explicit = true)]
    public async Task Are_taken_of_joining_of_a_chat_and_of_its_sidebar()
    {
        var chat = await host.Application.NewChat("Kitchen refit");
        await using var marta = await host.Desktop("Marta");
        await marta.Open(chat.LinkWithPassword);
        await Expect(marta.Heading("Join the Conversation")).ToBeVisibleAsync();
        await TakeAsync(marta, "join");
        await marta.SayWho();
        await marta.Say("Good morning! The worktop arrives on Thursday.");
        await using var tom = await (await host.Desktop("Tom")).Join(chat);
        await tom.Say("Great. Here is the sample, and the plan with the new sockets.");
        await tom.Send(FileSamples.Png("oak.png"), new FilePayload { Name = "Sockets, second floor.txt", MimeType = "text/plain", Buffer = "Left of the hob: two."u8.ToArray() });
        await tom.HaveSentAll();
        await marta.Say("@Tom Tester looks good to me");
        await Expect(marta.Picture("oak.png")).ToBeVisibleAsync();

        await TakeAsync(marta, "chat");
        await marta.OpenSidebar();
        await TakeAsync(marta, "sidebar");

        marta.HasSeenNoFault();
    }

    private static async Task TakeAsync(Person person, string name)
    {
        await Expect(person.Page.GetByText("Sending…")).ToHaveCountAsync(0);
        await person.Page.EvaluateAsync("() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))");
        await person.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), $"{name}.png") });
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/guide/images"));
}
