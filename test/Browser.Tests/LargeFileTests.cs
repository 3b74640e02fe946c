using System.Security.Cryptography;

namespace ConnectNow.Browser.Tests;

/// <summary>
/// Large and interrupted uploads: a lost connection, a killed server, a closed browser; what arrives is what was sent, once.
/// </summary>
[Collection(nameof(Interruptions))]
public sealed class LargeFileTests(TestHost host)
{
    private const int Megabyte = 1_000_000;

    [Fact]
    public async Task A_file_of_300_MB_that_is_cut_off_twice_arrives_whole()
    {
        using var folder = new TemporaryDirectory();
        var (path, digest) = await LargeFile(folder, 300);
        await using var application = await Application.Start(null, "ConnectNow:Plans:free:FileBytes=400000000");
        var chat = await application.NewChat();
        await using var alice = await host.Desktop("Alice", application);
        await HoldBlocks(alice);
        await alice.Join(chat);
        await using var bob = await (await host.Desktop("Bob", application)).Join(chat);
        var blocks = 0;
        alice.Page.RequestFinished += (_, request) => blocks += request.Url.Contains("/blocks/", StringComparison.Ordinal) ? 1 : 0;
        var chooser = await alice.Page.RunAndWaitForFileChooserAsync(() => alice.Button("Attach files").ClickAsync());
        await chooser.SetFilesAsync(path);
        await Expect(alice.Tray()).ToBeVisibleAsync();
        await alice.Button("Send message").ClickAsync();
        var progress = alice.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Sending large.bin" });

        await LetArrive(alice, 12);
        await FileGestures.Eventually(async () => await Percent(progress) >= 15, "the first part arrives", 120);
        await LetArrive(alice, 13);
        await alice.Context.SetOfflineAsync(true);
        await Expect(alice.Page.GetByText("Waiting for the connection")).ToBeVisibleAsync();
        await LetArrive(alice, 33);
        await alice.Context.SetOfflineAsync(false);
        await FileGestures.Eventually(async () => await Percent(progress) >= 45, "it goes on", 120);
        await LetArrive(alice, 34);
        await application.Kill();
        await application.Run();
        await LetArrive(alice, int.MaxValue);
        await alice.Say("the composer stays free");
        await Expect(bob.Message("the composer stays free")).ToBeVisibleAsync();

        await Expect(bob.Log.GetByRole(AriaRole.Link, new() { Name = "Download large.bin" })).ToBeVisibleAsync(new() { Timeout = 240_000 });
        Assert.Equal(digest, await Fetched(bob, Assert.Single(await chat.Files()).GetProperty("url").GetString()!));
        // 72 blocks, of which no more than those in flight when it was cut went twice.
        Assert.InRange(blocks, 70, 78);
    }

    [Fact]
    public async Task A_file_sent_offline_goes_out_once_after_the_browser_was_closed_and_opened_again()
    {
        using var profile = new TemporaryDirectory();
        var chat = await host.Application.NewChat();
        await using var bob = await (await host.Desktop("Bob")).Join(chat);
        await using (var alice = await host.AtHome("Alice", profile.Path, host.Application))
        {
            await alice.Join(chat);
            await alice.HaveTheWorker();
            // Once with the worker in charge, so that the parts that show files are there without a connection.
            await alice.Page.ReloadAsync();
            await Expect(alice.Log).ToContainTextAsync("Alice Tester joined");
            await alice.Context.SetOfflineAsync(true);
            await Expect(alice.Page.GetByText("You are offline.")).ToBeVisibleAsync();
            await alice.Send(FileSamples.Png("offline.png"));
            await Expect(alice.Page.GetByText("Waiting for the connection")).ToBeVisibleAsync();
            await FileGestures.Eventually(() => IsKept(alice), "message and file are kept");
        }

        await using var again = await host.AtHome("Alice", profile.Path, host.Application);
        await again.Open(chat.Link);

        await Expect(bob.Picture("offline.png")).ToBeVisibleAsync();
        await again.HaveSentAll();
        await Expect(bob.Picture("offline.png")).ToHaveCountAsync(1);
        Assert.Equal("offline.png", Assert.Single(await chat.Files()).GetProperty("name").GetString());
    }

    /// <summary>
    /// Holds back each block once as many have arrived as are let: the connection is cut while there is something to send, however fast
    /// this machine is, and however late the test comes to it.
    /// </summary>
    private static async Task HoldBlocks(Person person) => await person.Context.AddInitScriptAsync("""
        {
          const { open, send } = XMLHttpRequest.prototype;
          const held = [];
          let arrived = 0, allowed = 0;
          const go = () => { while (held.length > 0 && arrived < allowed) held.shift()(); };
          XMLHttpRequest.prototype.open = function (method, url, ...rest) {
            this.isBlock = String(url).includes('/blocks/');
            open.call(this, method, url, ...rest);
          };
          XMLHttpRequest.prototype.send = function (body) {
            if (!this.isBlock) return send.call(this, body);
            this.addEventListener('load', () => { if (this.status === 204) arrived++; });
            held.push(() => send.call(this, body));
            go();
          };
          window.letArrive = (count) => { allowed = count; go(); };
        }
        """);

    private static async Task LetArrive(Person person, int blocks) =>
        await person.Page.EvaluateAsync("(blocks) => letArrive(blocks)", blocks);

    private static Task<bool> IsKept(Person person) => person.Page.EvaluateAsync<bool>("""
        () => new Promise((done) => {
          const opening = indexedDB.open('connectnow-chat');
          opening.onsuccess = () => {
            const work = opening.result.transaction(['outbox', 'blobs']);
            const asked = ['outbox', 'blobs'].map((name) => work.objectStore(name).count());
            work.oncomplete = () => { opening.result.close(); done(asked[0].result === 1 && asked[1].result > 0); };
          };
        })
        """);

    private static async Task<int> Percent(ILocator progress) =>
        int.Parse(await progress.GetAttributeAsync("aria-valuenow") ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<(string Path, string Digest)> LargeFile(TemporaryDirectory folder, int megabytes)
    {
        var path = Path.Combine(folder.Path, "large.bin");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(7);
        var piece = new byte[Megabyte];
        await using var file = File.Create(path);
        for (var n = 0; n < megabytes; n++)
        {
            random.NextBytes(piece);
            hash.AppendData(piece);
            await file.WriteAsync(piece);
        }

        return (path, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>The digest of what this person is given under an address.</summary>
    private static async Task<string> Fetched(Person person, string path)
    {
        var origin = new Uri(person.Page.Url).GetLeftPart(UriPartial.Authority);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Cookie", string.Join("; ", (await person.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}")));
        await using var content = await http.GetStreamAsync(origin + path);
        return Convert.ToHexString(await SHA256.HashDataAsync(content));
    }
}
