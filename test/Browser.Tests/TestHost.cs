using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace ConnectNow.Browser.Tests;

/// <summary>One application and one Chromium for the tests of a collection, one test at a time; each brings people of its own.</summary>
public sealed class TestHost : IAsyncLifetime
{
    private static readonly string Chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>
    /// Only the last such switch counts for Chromium: the first two lines are Playwright's own, the last one spares two processes a window
    /// for suggestions in an address bar that nobody sees.
    /// </summary>
    private const string WithoutFeatures = "--disable-features="
        + "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
        + "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
        + "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--use-fake-device-for-media-stream", WithoutFeatures,
    ];

    /// <summary>Generous: the machine may be busy with other things. What takes this long has gone wrong.</summary>
    private const float Timeout = 120_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public Application Application { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Application = await Application.Start();
        _playwright = await Playwright.CreateAsync();
        _browser = await Launch();
        SetDefaultExpectTimeout(Timeout);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Application.DisposeAsync();
    }

    /// <summary>Somebody with a computer.</summary>
    public Task<Person> Desktop(string name, Application? application = null) =>
        Arrive(name, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } }, application);

    /// <summary>
    /// Somebody with a browser that nobody else uses: notifications belong to it as a whole, and those of somebody who has gone take
    /// others' along.
    /// </summary>
    public async Task<Person> Alone(string name)
    {
        var browser = await Launch();
        return await Arrive(name, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 } }, null, browser);
    }

    /// <summary>
    /// Somebody with a computer so slow that everything gets five times as long that the page gives up on after ten seconds or more.
    /// </summary>
    public async Task<Person> Slow(string name)
    {
        var person = await Desktop(name);
        await person.Context.AddInitScriptAsync("{ const wait = setTimeout; window.setTimeout = (work, ms, ...rest) => wait(work, ms >= 10_000 ? 5 * ms : ms, ...rest); }");
        return person;
    }

    /// <summary>Somebody with a very tall screen, at another application.</summary>
    public Task<Person> Tall(string name, Application application) =>
        Arrive(name, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 4_000 } }, application);

    /// <summary>Somebody with a phone: narrow, touched, without a mouse.</summary>
    public Task<Person> Phone(string name) => Arrive(name, new BrowserNewContextOptions
    {
        ViewportSize = new ViewportSize { Width = 390, Height = 844 },
        HasTouch = true,
        IsMobile = true,
        DeviceScaleFactor = 2,
    });

    /// <summary>A person whose browser asks for another language, like <c>de-DE</c>.</summary>
    public Task<Person> Foreign(string name, string language) =>
        Arrive(name, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 800 }, Locale = language });

    /// <summary>Somebody with a browser of their own, who can close it and open it again: what it keeps is in the profile.</summary>
    public async Task<Person> AtHome(string name, string profile, Application application, params string[] permissions)
    {
        var context = await _playwright.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Chromium,
            Args = Arguments,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/London",
            Permissions = permissions,
        });
        context.SetDefaultTimeout(Timeout);
        return new Person(name, application, context, context.Pages[0]);
    }

    private Task<IBrowser> Launch() =>
        _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments });

    private async Task<Person> Arrive(string name, BrowserNewContextOptions options, Application? application = null, IBrowser? own = null)
    {
        // Fading in is no fault of contrast, and nothing here waits for it.
        options.ReducedMotion = ReducedMotion.Reduce;
        options.Locale ??= "en-GB";
        options.TimezoneId = "Europe/London";
        options.Permissions = ["clipboard-read", "clipboard-write"];
        var context = await (own ?? _browser).NewContextAsync(options);
        context.SetDefaultTimeout(Timeout);
        return new Person(name, application ?? Application, context, await context.NewPageAsync(), own);
    }
}

/// <summary>
/// What people do while everything works. Beside <see cref="Interruptions"/>, which mostly waits: neither shares anything with the other.
/// </summary>
[CollectionDefinition(nameof(Conversations))]
public sealed class Conversations : ICollectionFixture<TestHost>;

/// <summary>Lost connections, killed servers, closed browsers, new versions, and files that take their time.</summary>
[CollectionDefinition(nameof(Interruptions))]
public sealed class Interruptions : ICollectionFixture<TestHost>;

/// <summary>A person at a browser of their own, who does what the user guide says, by the names that are on the pages.</summary>
public sealed class Person : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly List<string> _faults = [];
    private readonly Application _application;
    private readonly IBrowser? _own;

    public Person(string name, Application application, IBrowserContext context, IPage page, IBrowser? own = null)
    {
        (Name, _application, Context, _own) = (name, application, context, own);
        Page = Watch(page);
    }

    public string Name { get; }

    public string Email => $"{Name.ToLowerInvariant()}@example.com";

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; }

    public ILocator Log => Page.GetByRole(AriaRole.Log, new() { Name = "Messages" });

    public ILocator Field => Page.GetByRole(AriaRole.Textbox, new() { Name = "Your message" });

    public ILocator Sidebar => Page.GetByRole(AriaRole.Region, new() { Name = "This chat" });

    public ILocator Alert => Page.GetByRole(AriaRole.Alert);

    public ILocator Box(string name) => Page.GetByRole(AriaRole.Textbox, new() { Name = name, Exact = true });

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    /// <summary>A message in the log, by its text.</summary>
    public ILocator Message(string text) => Log.GetByText(text, new() { Exact = true });

    /// <summary>A second tab of the same browser.</summary>
    public async Task<Person> Tab() => new(Name, _application, Context, await Context.NewPageAsync());

    public async Task<Person> Open(string url)
    {
        await Page.GotoAsync(url);
        return this;
    }

    /// <summary>Joins with the link that carries the password.</summary>
    public async Task<Person> Join(Chat chat)
    {
        await Open(chat.LinkWithPassword);
        await SayWho();
        // From the third on, those who joined one after the other stand in one line, from the fourth on without everybody's name.
        await Expect(Log).ToContainTextAsync(new Regex($"{Regex.Escape(Name)} Tester( joined|,| and )|[0-9]+ others joined"));
        return this;
    }

    /// <summary>Fills in the page `Join the Conversation`.</summary>
    public async Task SayWho()
    {
        await Expect(Heading("Join the Conversation")).ToBeVisibleAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(Name);
        await Page.GetByLabel("Surname").FillAsync("Tester");
        await Page.GetByLabel("Email address").FillAsync(Email);
        await Button("Join conversation").ClickAsync();
    }

    /// <summary>Types the code from the letter: with its last digit it is sent.</summary>
    public async Task TypeCode()
    {
        await Expect(Heading("Type in the 6-digit code sent to you")).ToBeVisibleAsync();
        await Page.GetByLabel("Authentication code").FillAsync(await _application.CodeFor(Email));
    }

    /// <summary>The service worker is installed, and in charge of this page.</summary>
    public Task HaveTheWorker() => Page.EvaluateAsync("""
        async () => {
          const worker = (await navigator.serviceWorker.ready).active;
          const charge = () => navigator.serviceWorker.controller !== null;
          if (!charge()) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
          if (worker.state !== 'activated') await new Promise((done) => worker.addEventListener('statechange', done, { once: true }));
        }
        """);

    public async Task Say(string text)
    {
        await Field.FillAsync(text);
        await Button("Send message").ClickAsync();
    }

    public async Task OpenSidebar(string? row = null)
    {
        if (!await Sidebar.IsVisibleAsync()) await Button("Open sidebar").ClickAsync();
        await Expect(Sidebar).ToBeVisibleAsync();
        if (row is not null) await Sidebar.GetByRole(AriaRole.Link, new() { Name = row }).Or(Sidebar.GetByRole(AriaRole.Button, new() { Name = row })).First.ClickAsync();
    }

    public async Task Leave()
    {
        await OpenSidebar("Leave chat");
        await Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave chat" }).ClickAsync();
        await Expect(Field).ToBeHiddenAsync();
    }

    /// <summary>No page or state may have a fault that axe can find (WCAG 2.2 A and AA, and its best practices).</summary>
    public async Task BeAccessible(string where)
    {
        // It would look into no other frame.
        Assert.Single(Page.Frames);
        // Once a page: the library's own way opens a window for each time, and takes six times as long.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(Axe);
        var violations = await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(({ id, help, nodes }) =>
              [`${id}: ${help}`, ...nodes.map(({ html }) => html)].join('\n  '))
            """);
        Assert.True(violations.Length == 0, $"{where}: {string.Join('\n', violations)}");
    }

    /// <summary>No script failed, and nothing was refused by the content security policy.</summary>
    public void HasSeenNoFault() => Assert.Empty(_faults);

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        if (_own is not null) await _own.DisposeAsync();
    }

    private IPage Watch(IPage page)
    {
        page.PageError += (_, fault) => _faults.Add(fault);
        page.Console += (_, message) =>
        {
            // A request that was refused is shown to the person; the browser's own line about it is no fault of the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !message.Text.Contains("WebSocket", StringComparison.Ordinal))
                _faults.Add(message.Text);
        };
        return page;
    }
}
