using System.Text;

namespace ConnectNow.Browser.Tests;

/// <summary>The first page of a PDF, drawn by the sender's browser under the rules of the pages, shown to everybody else.</summary>
[Collection(nameof(Conversations))]
public sealed class PdfPreviewTests(TestHost host)
{
    [Fact]
    public async Task The_first_page_of_a_PDF_is_shown_on_its_card()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Slow("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await alice.Send(await TwoPages(alice));
        await alice.HaveSentAll();

        var page = bob.Log.Locator(".page img");
        await FileGestures.Eventually(() => page.EvaluateAsync<bool>("(image) => image.complete && image.naturalWidth > 0"), "the page is drawn");
        var drawn = await page.EvaluateAsync<int[]>("""
            (image) => {
              const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
              const brush = canvas.getContext('2d');
              brush.drawImage(image, 0, 0);
              return [canvas.width, canvas.height, ...brush.getImageData(canvas.width / 2, canvas.height * 0.8, 1, 1).data];
            }
            """);
        Assert.Equal(1024, drawn[1]);
        Assert.InRange(drawn[0], 720, 728);
        Assert.InRange(drawn[2], 10, 45);
        Assert.InRange(drawn[3], 125, 160);
        Assert.InRange(drawn[4], 60, 95);
        await bob.BeAccessible("a PDF with its first page");
        alice.HasSeenNoFault();
        bob.HasSeenNoFault();
    }

    [Fact]
    public async Task A_line_in_a_font_that_the_PDF_does_not_bring_is_drawn_too()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Slow("Alice")).Join(chat);

        await alice.Send(FileSamples.Pdf("quotation.pdf"));
        await alice.HaveSentAll();

        // A page on which nothing could be drawn would have been offered by nobody.
        Assert.True(Assert.Single(await chat.Files()).GetProperty("has_preview").GetBoolean());
        alice.HasSeenNoFault();
    }

    [Theory]
    [InlineData("broken.pdf")]
    [InlineData("locked.pdf")]
    public async Task A_PDF_that_is_broken_or_has_a_password_is_sent_without_a_page(string name)
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Slow("Alice")).Join(chat);
        await using var bob = await (await host.Desktop("Bob")).Join(chat);

        await alice.Send(name == "locked.pdf" ? Locked(name) : Broken(name));
        await alice.HaveSentAll();

        await Expect(bob.Log.GetByRole(AriaRole.Link, new() { Name = $"Open {name}" })).ToBeVisibleAsync();
        var file = Assert.Single(await chat.Files());
        Assert.Equal("application/pdf", file.GetProperty("type").GetString());
        Assert.False(file.GetProperty("has_preview").GetBoolean());
        await Expect(bob.Log.Locator(".page")).ToHaveCountAsync(0);
        alice.HasSeenNoFault();
    }

    /// <summary>Its pages are not there.</summary>
    private static FilePayload Broken(string name) => new()
    {
        Name = name,
        MimeType = "application/pdf",
        Buffer = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"u8.ToArray(),
    };

    /// <summary>A page that could be drawn, if its trailer did not ask for a password that nobody knows.</summary>
    private static FilePayload Locked(string name)
    {
        var key = new string('7', 64);
        var open = FileSamples.Pdf(name);
        var text = Encoding.Latin1.GetString(open.Buffer).Replace(
            "/Root 1 0 R", $"/Root 1 0 R/ID[<01><01>]/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>", StringComparison.Ordinal);
        open.Buffer = Encoding.Latin1.GetBytes(text);
        return open;
    }

    /// <summary>A green page with a heading, then a red one.</summary>
    private static async Task<FilePayload> TwoPages(Person person)
    {
        var page = await person.Context.NewPageAsync();
        await page.SetContentAsync("""
            <style>
              @page { size: A4; margin: 0 }
              body { margin: 0; font: 40px sans-serif }
              div { height: 297mm; break-after: page; background: #1a8f4c }
              div + div { break-after: auto; background: #c01020 }
            </style>
            <div>Quotation</div><div>Terms</div>
            """);
        var pdf = await page.PdfAsync(new() { PrintBackground = true, PreferCSSPageSize = true });
        await page.CloseAsync();
        return new FilePayload { Name = "green.pdf", MimeType = "application/pdf", Buffer = pdf };
    }
}
