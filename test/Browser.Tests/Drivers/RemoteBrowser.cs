using System.Diagnostics;
using System.Text.Json;

namespace ConnectNow.Browser.Tests.Drivers;

/// <summary>
/// A browser that is no Chromium, on its own protocol, with a new profile in a folder of its own: only what every such protocol can do.
/// </summary>
internal abstract class RemoteBrowser : IAsyncDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(120);

    private readonly List<Process> _processes = [];

    /// <summary>Its home: nothing of whoever runs the tests is read or written.</summary>
    protected TemporaryDirectory Home { get; } = new();

    public abstract Task Open(string url);

    /// <summary>Calls a function of JavaScript in the page, and waits for what it promises.</summary>
    /// <param name="function">As an expression.</param>
    /// <param name="arguments">Anything that JSON can hold.</param>
    public async Task<JsonElement> Run(string function, params object?[] arguments)
    {
        var json = await Evaluate($"async (given) => JSON.stringify((await ({function})(...JSON.parse(given))) ?? null)", JsonSerializer.Serialize(arguments));
        return JsonDocument.Parse(json).RootElement;
    }

    /// <summary>
    /// Presses keys one after the other, as a keyboard does; what is held is written with a plus before it: <c>+Shift Enter</c>.
    /// </summary>
    public Task Press(string keys) => Perform(KeyActions.Of(keys));

    /// <summary>Types text, key by key.</summary>
    public Task Type(string text) => Perform(KeyActions.Typing(text));

    /// <summary>Chooses files in the first field that takes several.</summary>
    public abstract Task Choose(params IReadOnlyList<string> paths);

    public abstract Task Resize(int width, int height);

    public async ValueTask DisposeAsync()
    {
        await Close();
        foreach (var process in Enumerable.Reverse(_processes))
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Home.Dispose();
    }

    /// <summary>A program of Debian's packages; ended with this.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    protected Process Start(
        string name, string path, IReadOnlyList<string> arguments, params IReadOnlyList<(string Name, string Value)> environment)
    {
        if (!File.Exists(path)) throw Missing(name);
        var start = new ProcessStartInfo(path, arguments) { WorkingDirectory = Home.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        // Its own home, and no session of a desktop: neither may matter.
        foreach (var key in new[] { "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME" }) start.Environment.Remove(key);
        start.Environment["HOME"] = Home.Path;
        foreach (var (key, value) in environment) start.Environment[key] = value;
        var process = Process.Start(start)!;
        _processes.Add(process);
        return process;
    }

    protected static InvalidOperationException Missing(string name) =>
        new($"{name} is missing. Install what the tests drive with: sudo test/install-packages.sh");

    /// <summary>The first line that says something; the rest is read and dropped, so that nobody waits for a reader.</summary>
    protected static async Task<string> LineOf(StreamReader output, Func<string, bool> isIt)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var said = new List<string>();
        while (await output.ReadLineAsync(timeout.Token) is { } line)
        {
            said.Add(line);
            if (!isIt(line)) continue;
            _ = output.ReadToEndAsync(CancellationToken.None);
            return line;
        }

        throw new InvalidOperationException($"It has ended instead of starting: {string.Join('\n', said)}");
    }

    /// <summary>Calls a function with one text, and gives the text that it promises.</summary>
    protected abstract Task<string> Evaluate(string function, string argument);

    /// <summary>Actions of one keyboard, as WebDriver and WebDriver BiDi both have them.</summary>
    protected abstract Task Perform(IReadOnlyList<object> actions);

    protected abstract Task Close();
}

/// <summary>What a keyboard does, in WebDriver's words.</summary>
internal static class KeyActions
{
    private static readonly Dictionary<string, string> Special = new() { ["Shift"] = "\uE008", ["Enter"] = "\uE007", ["Escape"] = "\uE00C", ["Backspace"] = "\uE003", ["Tab"] = "\uE004" };

    public static IReadOnlyList<object> Of(string keys)
    {
        var (actions, held) = (new List<object>(), new Stack<string>());
        foreach (var word in keys.Split(' '))
        {
            var key = Special[word.TrimStart('+')];
            actions.Add(new { type = "keyDown", value = key });
            if (word[0] == '+') held.Push(key);
            else actions.Add(new { type = "keyUp", value = key });
        }

        foreach (var key in held) actions.Add(new { type = "keyUp", value = key });
        return actions;
    }

    public static IReadOnlyList<object> Typing(string text) =>
        [.. text.EnumerateRunes().SelectMany(rune => new object[] { new { type = "keyDown", value = rune.ToString() }, new { type = "keyUp", value = rune.ToString() } })];
}
