using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;

namespace ConnectNow.Browser.Tests;

/// <summary>The whole product in a process of its own, on a folder of its own; it can be killed and started again.</summary>
public sealed partial class Application : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(5);
    private static readonly HttpClient Http = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnow-browser-").FullName;
    private readonly string? _pages;
    private Process? _process;
    private JsonElement _firstRun;

    private readonly string[] _settings;

    private Application(string? pages, string[] settings) => (_pages, _settings) = (pages, settings);

    public static string Program { get; } =
        typeof(Application).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "WebFrontend").Value!;

    /// <summary>Where it listens: found out at the first start, and kept.</summary>
    public string Url { get; private set; } = "http://127.0.0.1:0";

    /// <summary>
    /// With the pages beside the program, or with those of another folder; settings as on the command line, <c>Key=value</c>.
    /// </summary>
    public static async Task<Application> Start(string? pages = null, params string[] settings)
    {
        var application = new Application(pages, settings);
        try
        {
            await application.Run();
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    public async Task Run()
    {
        List<string> arguments = [Program, "--urls", Url, $"--ConnectNow:DataDirectory={_directory}"];
        if (_pages is not null) arguments.Add($"--webroot={_pages}");
        arguments.AddRange(_settings.Select(setting => $"--{setting}"));
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
        _process = Process.Start(start)!;
        var output = new System.Collections.Concurrent.ConcurrentQueue<string>();
        _process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var deadline = DateTime.UtcNow + StartTimeout;
        while (!await IsReady())
        {
            Assert.False(_process.HasExited, $"The application ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{string.Join('\n', output)}");
            Assert.True(DateTime.UtcNow < deadline, $"The application was not ready within {StartTimeout}:\n{string.Join('\n', output)}");
            await Task.Delay(50);
        }
    }

    /// <summary>As when the power goes.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>A chat of its own for a test, on the plan's terms; made through the REST API.</summary>
    public async Task<Chat> NewChat(string name = "Kitchen refit, Harbour Street 12", string password = "harbour-street-12")
    {
        var created = await Post("/api/chats", new { name, password });
        return new Chat(this, created.GetProperty("id").GetString()!, password, name);
    }

    public async Task<JsonElement> Get(string path) => JsonDocument.Parse(await Call(HttpMethod.Get, path)).RootElement;

    public async Task<JsonElement> Post(string path, object body) =>
        JsonDocument.Parse(await Call(HttpMethod.Post, path, body)).RootElement;

    public Task Put(string path, object body) => Call(HttpMethod.Put, path, body);

    public Task Delete(string path) => Call(HttpMethod.Delete, path);

    public string FirstLink => _firstRun.GetProperty("chat_url").GetString()!;

    /// <summary>The newest code mailed to an address, from the letter itself.</summary>
    public async Task<string> CodeFor(string email)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (true)
        {
            var letters = Letters().Select(file => MimeMessage.Load(file));
            var newest = letters.Where(letter => letter.To.Mailboxes.Any(to => to.Address == email)).MaxBy(letter => letter.Date);
            if (newest is not null) return Digits().Match(newest.TextBody ?? "").Value;
            Assert.True(DateTime.UtcNow < deadline, $"No letter to {email} within 120 s.");
            await Task.Delay(50);
        }
    }

    /// <summary>The outbox; its folder is made with the first letter, which is written after the answer to who asked for it.</summary>
    private string[] Letters()
    {
        var outbox = Path.Combine(_directory, "outbox");
        return Directory.Exists(outbox) ? Directory.GetFiles(outbox, "*.eml") : [];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await Kill();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The REST API, with the token of the first start.</summary>
    private async Task<string> Call(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, Url + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _firstRun.GetProperty("api_token").GetString());
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text;
    }

    private async Task<bool> IsReady()
    {
        var file = Path.Combine(_directory, "first-run.json");
        if (!File.Exists(file)) return false;
        _firstRun = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        Url = new Uri(FirstLink).GetLeftPart(UriPartial.Authority);
        try
        {
            using var response = await Http.GetAsync(Url + "/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [GeneratedRegex("(?<=^ +)[0-9]{6}(?=\\s*$)", RegexOptions.Multiline)]
    private static partial Regex Digits();
}

/// <summary>A chat made for a test.</summary>
public sealed record Chat(Application Application, string Id, string Password, string Name = "")
{
    /// <summary>The link as `Share join link` copies it.</summary>
    public string Link => $"{Application.Url}/c/{Id}";

    /// <summary>The link that carries the password.</summary>
    public string LinkWithPassword => $"{Link}#{Uri.EscapeDataString(Password)}";

    public async Task<IReadOnlyList<JsonElement>> Messages()
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = await Application.Get(string.Create(CultureInfo.InvariantCulture, $"/api/chats/{Id}/messages?per_page=249&page={page}"));
            all.AddRange(answer.GetProperty("data").EnumerateArray());
            if (answer.GetProperty("next_page_url").ValueKind == JsonValueKind.Null) return all;
        }
    }

    public Task Post(string text) => Application.Post($"/api/chats/{Id}/messages", new { text });
}
