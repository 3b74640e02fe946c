namespace ConnectNow.Browser.Tests;

/// <summary>User guide, "Installing the app": the manifest, the service worker, a new version, what is shared to the app.</summary>
[Collection(nameof(Interruptions))]
public sealed class AppTests(TestHost host)
{
    [Fact]
    public async Task The_browser_finds_nothing_that_keeps_the_app_from_being_installed()
    {
        using var profile = new TemporaryDirectory();
        await using var alice = await host.AtHome("Alice", profile.Path, host.Application);
        await alice.Open(host.Application.Url);
        await alice.HaveTheWorker();
        var devtools = await alice.Context.NewCDPSessionAsync(alice.Page);

        var manifest = (await devtools.SendAsync("Page.getAppManifest"))!.Value;
        var hindrances = (await devtools.SendAsync("Page.getInstallabilityErrors"))!.Value;

        Assert.Empty(manifest.GetProperty("errors").EnumerateArray());
        Assert.Empty(hindrances.GetProperty("installabilityErrors").EnumerateArray());
    }

    [Fact]
    public async Task Every_picture_that_the_manifest_names_is_there_in_the_size_it_says()
    {
        await using var alice = await host.Desktop("Alice");
        await alice.Open(host.Application.Url);

        var wrong = await alice.Page.EvaluateAsync<string[]>("""
            async () => {
              const manifest = await (await fetch('/manifest.webmanifest')).json();
              const pictures = [...manifest.icons, ...manifest.screenshots, ...manifest.shortcuts.flatMap((shortcut) => shortcut.icons)];
              const sizes = await Promise.all(pictures.map(async ({ src, sizes }) => {
                const image = new Image();
                image.src = src;
                await image.decode();
                return `${image.naturalWidth}x${image.naturalHeight}` === sizes ? [] : [`${src}: ${image.naturalWidth}x${image.naturalHeight}`];
              }));
              return pictures.length < 8 ? ['too few'] : sizes.flat();
            }
            """);

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_new_version_waits_for_consent_and_then_all_tabs_change_over_once()
    {
        using var pages = new TemporaryDirectory();
        var build = new PagesBuild(pages.Path);
        build.Copy();
        await using var application = await Application.Start(pages.Path);
        var chat = await application.NewChat();
        await using var alice = await host.Desktop("Alice", application);
        await alice.Join(chat);
        await alice.HaveTheWorker();
        await using var tab = await alice.Tab();
        await tab.Open(application.Url);
        await Expect(tab.Heading("Your chats")).ToBeVisibleAsync();
        await alice.Field.FillAsync("half a sentence");

        build.Release(2);
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.GetByText("A new version is ready.")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("A new version is ready.")).ToBeVisibleAsync();
        await alice.BeAccessible("a new version");
        await Expect(Release(tab)).ToHaveCountAsync(0);

        // Nobody has consented: the old version goes on, also with parts that it had not loaded yet.
        await alice.OpenSidebar("About this chat");
        await Expect(alice.Sidebar).ToContainTextAsync(chat.Id);
        var loads = (Alice: CountLoads(alice), Tab: CountLoads(tab));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Reload" }).ClickAsync();

        await Expect(Release(tab)).ToHaveCountAsync(1);
        await Expect(Release(alice)).ToHaveCountAsync(1);
        await Expect(alice.Sidebar).ToContainTextAsync(chat.Id);
        await Expect(alice.Field).ToHaveValueAsync("half a sentence");
        await alice.Button("Close sidebar").First.ClickAsync();
        await alice.OpenSidebar("People in this chat");
        await Expect(alice.Sidebar).ToContainTextAsync("Alice");
        Assert.Equal((1, 1), (loads.Alice(), loads.Tab()));
        alice.HasSeenNoFault();
        tab.HasSeenNoFault();
    }

    [Fact]
    public async Task A_page_without_a_worker_whose_parts_are_gone_says_so_and_loads_the_new_version()
    {
        using var pages = new TemporaryDirectory();
        var build = new PagesBuild(pages.Path);
        build.Copy();
        await using var application = await Application.Start(pages.Path);
        var chat = await application.NewChat();
        await using var alice = await host.Desktop("Alice", application);
        // As on plain http other than localhost.
        await alice.Context.AddInitScriptAsync("delete Navigator.prototype.serviceWorker");
        await alice.Join(chat);

        build.Release(2);
        await alice.Button("Open sidebar").ClickAsync();
        await Expect(alice.Heading("This part could not be loaded")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByText("A new version is ready.")).ToBeVisibleAsync();
        await alice.Button("Load again").ClickAsync();

        await Expect(alice.Sidebar).ToBeVisibleAsync();
        await Expect(Release(alice)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_worker_keeps_the_app_and_nothing_that_anybody_said()
    {
        var chat = await host.Application.NewChat();
        await using var alice = await (await host.Desktop("Alice")).Join(chat);
        await alice.HaveTheWorker();
        await alice.Page.ReloadAsync();
        await alice.Say("for the two of us");
        await alice.OpenSidebar("People in this chat");
        await alice.Open(host.Application.Url);
        await Expect(alice.Page.GetByText("for the two of us")).ToBeVisibleAsync();

        var kept = await alice.Page.EvaluateAsync<string[]>("""
            async () => (await Promise.all((await caches.keys()).map(async (name) =>
              (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()
            """);

        Assert.Contains("/index.html", kept);
        Assert.DoesNotContain(kept, path => path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/hubs", StringComparison.Ordinal) || path.StartsWith("/screenshots", StringComparison.Ordinal));
    }

    private static ILocator Release(Person person) => person.Page.Locator("meta[name=release]");

    private static Func<int> CountLoads(Person person)
    {
        var count = 0;
        person.Page.DOMContentLoaded += (_, _) => count++;
        return () => count;
    }
}
