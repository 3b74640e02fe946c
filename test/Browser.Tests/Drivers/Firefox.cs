using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNow.Browser.Tests.Drivers;

/// <summary>Firefox, over WebDriver BiDi (W3C), which it speaks itself.</summary>
internal sealed partial class Firefox : RemoteBrowser
{
    private readonly ClientWebSocket _socket = new();
    private string _page = "";
    private int _asked;

    public static async Task<Firefox> Start()
    {
        var browser = new Firefox();
        try
        {
            await browser.Launch();
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public override Task Open(string url) => Ask("browsingContext.navigate", new { context = _page, url, wait = "complete" });

    public override Task Resize(int width, int height) =>
        Ask("browsingContext.setViewport", new { context = _page, viewport = new { width, height } });

    public override async Task Choose(params IReadOnlyList<string> paths)
    {
        var found = await Call("() => document.querySelector('input[type=file][multiple]')");
        await Ask("input.setFiles", new { context = _page, element = new { sharedId = found.GetProperty("sharedId").GetString() }, files = paths });
    }

    protected override async Task<string> Evaluate(string function, string argument) =>
        (await Call(function, argument)).GetProperty("value").GetString()!;

    protected override Task Perform(IReadOnlyList<object> actions) =>
        Ask("input.performActions", new { context = _page, actions = new[] { new { type = "key", id = "keyboard", actions } } });

    protected override Task Close()
    {
        _socket.Dispose();
        return Task.CompletedTask;
    }

    private async Task Launch()
    {
        // No look-outs to its maker, and no first-run pages: nothing here reaches beyond this machine.
        string[] settings =
        [
            "app.update.enabled", "app.normandy.enabled", "browser.region.update.enabled", "browser.safebrowsing.malware.enabled", "browser.safebrowsing.phishing.enabled",
            "browser.shell.checkDefaultBrowser", "datareporting.policy.dataSubmissionEnabled", "dom.push.connection.enabled", "extensions.update.enabled", "network.captive-portal-service.enabled",
            "network.connectivity-service.enabled", "signon.rememberSignons", "toolkit.telemetry.enabled",
        ];
        var profile = Path.Combine(Home.Path, "profile");
        Directory.CreateDirectory(profile);
        await File.WriteAllLinesAsync(Path.Combine(profile, "user.js"), settings.Select(setting => $"user_pref(\"{setting}\", false);"));
        var process = Start("Firefox", "/usr/bin/firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"]);
        _ = process.StandardOutput.ReadToEndAsync();
        var line = await LineOf(process.StandardError, said => Listening().IsMatch(said));
        using var timeout = new CancellationTokenSource(Timeout);
        await _socket.ConnectAsync(new Uri($"{Listening().Match(line).Value}/session"), timeout.Token);
        await Ask("session.new", new { capabilities = new { } });
        var tree = await Ask("browsingContext.getTree", new { maxDepth = 0 });
        _page = tree.GetProperty("contexts")[0].GetProperty("context").GetString()!;
        await Resize(1280, 800);
    }

    private async Task<JsonElement> Call(string function, params string[] arguments)
    {
        var answer = await Ask("script.callFunction", new
        {
            functionDeclaration = function,
            arguments = arguments.Select(value => new { type = "string", value }),
            target = new { context = _page },
            awaitPromise = true,
            userActivation = true,
        });
        Assert.True(answer.GetProperty("type").GetString() == "success", answer.GetRawText());
        return answer.GetProperty("result");
    }

    /// <summary>One command at a time; events that come in between are nobody's here.</summary>
    private async Task<JsonElement> Ask(string method, object parameters)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var id = ++_asked;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, timeout.Token);
        while (true)
        {
            using var message = new MemoryStream();
            var buffer = new byte[64 * 1024];
            ValueWebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer.AsMemory(), timeout.Token);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            var answer = JsonDocument.Parse(message.ToArray()).RootElement;
            if (!answer.TryGetProperty("id", out JsonElement answers) || answers.ValueKind != JsonValueKind.Number || answers.GetInt32() != id) continue;
            Assert.True(answer.GetProperty("type").GetString() == "success", $"{method}: {answer.GetRawText()}");
            return answer.GetProperty("result");
        }
    }

    [GeneratedRegex(@"ws://[^/\s]+")]
    private static partial Regex Listening();
}
