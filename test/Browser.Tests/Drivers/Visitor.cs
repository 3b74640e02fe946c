using System.Text.Json;

namespace ConnectNow.Browser.Tests.Drivers;

/// <summary>A person at such a browser, who finds everything by the names that are on the pages.</summary>
internal sealed class Visitor(RemoteBrowser browser, string name)
{
    /// <summary>What is seen, and what it is called: what the tests of Chromium leave to its accessibility tree.</summary>
    private const string Finding = """
        const seen = (element) => element.checkVisibility({ visibilityProperty: true });
        const called = (element) => (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent).trim().replace(/\s+/g, ' ');
        const all = (css) => [...document.querySelectorAll(css)].filter(seen);
        const find = (css, name) => all(css).find((element) => called(element) === name) ?? all(css).find((element) => called(element).startsWith(name));
        """;

    public string Name => name;

    public string Email => $"{name.ToLowerInvariant()}@example.com";

    public RemoteBrowser Browser => browser;

    /// <summary>From here on what goes wrong in the page is kept for <see cref="HasSeenNoFault"/>.</summary>
    public async Task Open(string url)
    {
        await browser.Open(url);
        await browser.Run("""
            () => {
              if (window.faults) return;
              window.faults = [];
              const complain = console.error;
              console.error = (...words) => { window.faults.push(words.join(' ')); complain(...words); };
              addEventListener('error', (event) => window.faults.push(event.message));
              addEventListener('unhandledrejection', (event) => window.faults.push(String(event.reason)));
              document.addEventListener('securitypolicyviolation', (event) => window.faults.push(`${event.violatedDirective}: ${event.blockedURI}`));
            }
            """);
    }

    public async Task HasSeenNoFault() => Assert.Equal("[]", (await browser.Run("() => window.faults")).GetRawText());

    public Task Sees(string text) => Until($"“{text}” is seen", "(text) => document.body.innerText.includes(text)", text);

    public Task SeesNoMore(string text) => Until($"“{text}” is gone", "(text) => !document.body.innerText.includes(text)", text);

    /// <summary>In the list of messages.</summary>
    public Task Hears(string text) =>
        Until($"“{text}” is in the chat", "(text) => document.querySelector('[role=log]')?.innerText.includes(text) ?? false", text);

    public async Task Click(string what)
    {
        await Until($"“{what}” can be pressed", $"(name) => {{ {Finding} return find('button, a, [role=button]', name) !== undefined; }}", what);
        await browser.Run($"(name) => {{ {Finding} const target = find('button, a, [role=button]', name); target.focus(); target.click(); }}", what);
    }

    /// <summary>Types into a field, in place of what is in it.</summary>
    public async Task Fill(string label, string text)
    {
        await Until($"the field “{label}” is there", $"(name) => {{ {Finding} return find('input, textarea', name) !== undefined; }}", label);
        await browser.Run($"(name) => {{ {Finding} const field = find('input, textarea', name); field.focus(); field.select(); }}", label);
        await browser.Type(text);
    }

    public async Task SayWho()
    {
        await Sees("Join the Conversation");
        await Fill("Name", name);
        await Fill("Surname", "Tester");
        await Fill("Email address", Email);
        await Click("Join conversation");
    }

    public async Task Say(string text)
    {
        await Fill("Your message", text);
        await browser.Press("Enter");
    }

    /// <summary>Sends files as soon as they stand above the field.</summary>
    public async Task Send(params IReadOnlyList<string> paths)
    {
        await browser.Choose(paths);
        await Until("the files stand above the field", $"(count) => {{ {Finding} return all('ul[aria-label=\"Files to send\"] > li').length === count; }}", paths.Count);
        await browser.Run($"() => {{ {Finding} find('textarea', 'Your message').focus(); }}");
        await browser.Press("Enter");
        await Until("the files stand there no more", $"() => {{ {Finding} return all('ul[aria-label=\"Files to send\"]').length === 0; }}");
        await Until("the files are with the server", """
            () => {
              const own = [...document.querySelectorAll('[role=article][aria-label^="You, "]')].at(-1);
              return own !== undefined && own.querySelector('a, [aria-label*="Open"], img') !== null && /Sent|Read by/.test(own.textContent);
            }
            """);
    }

    public async Task Until(string what, string condition, params object?[] arguments)
    {
        var deadline = DateTime.UtcNow + RemoteBrowser.Timeout;
        while ((await browser.Run(condition, arguments)).ValueKind != JsonValueKind.True)
        {
            if (DateTime.UtcNow > deadline) Assert.Fail($"Not within {RemoteBrowser.Timeout.TotalSeconds} s: {what}. The page says:\n{await browser.Run("() => document.body.innerText")}");
            await Task.Delay(100);
        }
    }
}
