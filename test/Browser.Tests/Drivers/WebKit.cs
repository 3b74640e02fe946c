using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace ConnectNow.Browser.Tests.Drivers;

/// <summary>
/// WebKitGTK's small browser, over WebDriver (W3C), on a screen that nobody sees. It keeps nothing on the disk, as Safari's private
/// windows.
/// </summary>
internal sealed class WebKit : RemoteBrowser
{
    /// <summary>How WebDriver names an element.</summary>
    private const string ElementKey = "element-6066-11e4-a52e-4f735466cecf";

    private readonly HttpClient _http = new() { Timeout = Timeout };
    private string _driver = "";
    private string _session = "";

    public static async Task<WebKit> Start()
    {
        var browser = new WebKit();
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

    public override Task Open(string url) => Ask(HttpMethod.Post, "/url", new { url });

    public override Task Resize(int width, int height) => Ask(HttpMethod.Post, "/window/rect", new { width, height });

    public override async Task Choose(params IReadOnlyList<string> paths)
    {
        var found = await Ask(HttpMethod.Post, "/element", new { @using = "css selector", value = "input[type=file][multiple]" });
        await Ask(HttpMethod.Post, $"/element/{found.GetProperty(ElementKey).GetString()}/value", new { text = string.Join('\n', paths) });
    }

    protected override async Task<string> Evaluate(string function, string argument) =>
        (await Ask(HttpMethod.Post, "/execute/sync", new { script = $"return ({function})(arguments[0]);", args = new[] { argument } })).GetString()!;

    protected override Task Perform(IReadOnlyList<object> actions) =>
        Ask(HttpMethod.Post, "/actions", new { actions = new[] { new { type = "key", id = "keyboard", actions } } });

    protected override async Task Close()
    {
        try
        {
            // The browser is the driver's child only in part: it goes with its session.
            if (_session != "") await Ask(HttpMethod.Delete, "", null);
        }
        finally
        {
            _http.Dispose();
        }
    }

    private async Task Launch()
    {
        var browser = Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib").SelectMany(folder => Directory.GetDirectories(folder, "webkit2gtk-4.*")).Select(folder => Path.Combine(folder, "MiniBrowser")).FirstOrDefault(File.Exists) : null;
        if (browser is null) throw Missing("WebKitGTK");
        var screen = Start("Xvfb", "/usr/bin/Xvfb", ["-displayfd", "1", "-screen", "0", "1400x1100x24", "-nolisten", "tcp", "-noreset"]);
        _ = screen.StandardError.ReadToEndAsync();
        var display = ":" + (await LineOf(screen.StandardOutput, line => line.Length > 0)).Trim();
        await Drive(display);
        var options = new Dictionary<string, object> { ["browserName"] = "MiniBrowser", ["webkitgtk:browserOptions"] = new { binary = browser, args = new[] { "--automation" } } };
        var session = await Ask(HttpMethod.Post, null, new { capabilities = new { alwaysMatch = options } });
        _session = session.GetProperty("sessionId").GetString()!;
        await Ask(HttpMethod.Post, "/timeouts", new { script = (int)Timeout.TotalMilliseconds, pageLoad = (int)Timeout.TotalMilliseconds });
        await Resize(1280, 900);
    }

    /// <summary>The driver takes no port of its own choice: it is given one that was free, and another when somebody was faster.</summary>
    private async Task Drive(string display)
    {
        for (var tries = 1; ; tries++)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            var driver = Start("WebKitWebDriver", "/usr/bin/WebKitWebDriver", [$"--port={port}", "--host=127.0.0.1"], ("DISPLAY", display), ("NO_AT_BRIDGE", "1"), ("GTK_A11Y", "none"));
            _ = driver.StandardOutput.ReadToEndAsync();
            _ = driver.StandardError.ReadToEndAsync();
            _driver = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
            if (await Answers(driver)) return;
            Assert.True(tries < 3, "WebKitWebDriver does not start.");
        }
    }

    private async Task<bool> Answers(Process driver)
    {
        var deadline = DateTime.UtcNow + Timeout;
        while (!driver.HasExited)
        {
            try
            {
                using var status = await _http.GetAsync(_driver + "/status");
                return status.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                Assert.True(DateTime.UtcNow < deadline, "WebKitWebDriver does not answer.");
                await Task.Delay(50);
            }
        }

        return false;
    }

    /// <summary>A command; without a path, the session itself is asked for.</summary>
    private async Task<JsonElement> Ask(HttpMethod method, string? path, object? body)
    {
        using var request = new HttpRequestMessage(method, _driver + (path is null ? "/session" : $"/session/{_session}{path}"));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
            // The driver does not read a body whose length is not told beforehand.
            await request.Content.LoadIntoBufferAsync();
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("value");
    }
}
