using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConnectNow.Resilience.Talking;

/// <summary>Makes chats and lets people in, through the pages' calls and the REST API; and reads back what is kept.</summary>
internal sealed class Door : IDisposable
{
    private const string Password = "a chat to be put to the test";
    private const int PageSize = 249;

    private readonly HttpClient _company;
    private readonly HttpClient _pages;

    public Door(Uri frontend, string apiToken)
    {
        _company = new HttpClient { BaseAddress = frontend };
        _company.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiToken);
        _pages = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = frontend };
    }

    /// <summary>A new chat: its id, and the tokens of as many people.</summary>
    public async Task<(string ChatId, IReadOnlyList<string> Tokens)> OpenAsync(int number, int people)
    {
        using var created = await _company.PostAsJsonAsync("/api/chats", new { name = $"Room {number}", password = Password });
        var chatId = (await ContentAsync(created)).GetProperty("id").GetString()!;
        var session = await PostAsync($"/api/chats/{chatId}/join/password", new { password = Password }, cookie: null, answered: $"cn-join-{chatId}");
        var tokens = new List<string>();
        for (var person = 1; person <= people; person++)
        {
            var who = new { name = "Person", surname = $"{person}", email = $"person-{number}-{person}@example.com" };
            tokens.Add(await PostAsync($"/api/chats/{chatId}/join/who", who, $"cn-join-{chatId}={session}", answered: $"cn-{chatId}"));
        }

        return (chatId, tokens);
    }

    /// <summary>All messages of a chat, as the REST API lists them.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string chatId)
    {
        var all = new List<JsonElement>();
        for (var path = $"/api/chats/{chatId}/messages?per_page={PageSize}"; path is not null;)
        {
            using var answer = await _company.GetAsync(path);
            var page = await ContentAsync(answer);
            all.AddRange(page.GetProperty("data").EnumerateArray());
            path = page.GetProperty("next_page_url").GetString() is { } next ? new Uri(_company.BaseAddress!, next).PathAndQuery : null;
        }

        return all;
    }

    public void Dispose()
    {
        _company.Dispose();
        _pages.Dispose();
    }

    /// <summary>The value of the cookie that the answer sets.</summary>
    private async Task<string> PostAsync(string path, object body, string? cookie, string answered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var answer = await _pages.SendAsync(request);
        await ContentAsync(answer);
        var set = answer.Headers.GetValues("Set-Cookie").First(header => header.StartsWith($"{answered}=", StringComparison.Ordinal));
        return set[(answered.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
    }

    private static async Task<JsonElement> ContentAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
