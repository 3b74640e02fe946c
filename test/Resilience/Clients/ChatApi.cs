using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConnectNow.Resilience.Clients;

/// <summary>Makes chats and lets people in, through the pages' calls and the REST API; and reads back what is kept.</summary>
internal sealed class ChatApi : IDisposable
{
    private const string Password = "a chat to be put to the test";
    private const int PageSize = 249;
    private const int MostTries = 30;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly HttpClient _company;
    private readonly HttpClient _pages;

    public ChatApi(Uri frontend, string apiToken)
    {
        _company = new HttpClient { BaseAddress = frontend };
        _company.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiToken);
        _pages = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = frontend };
    }

    /// <summary>A new chat: its id, and the tokens of as many people.</summary>
    public async Task<(string ChatId, IReadOnlyList<string> Tokens)> OpenAsync(int number, int people)
    {
        var chat = await AskAsync(_company, () => new HttpRequestMessage(HttpMethod.Post, "/api/chats") { Content = JsonContent.Create(new { name = $"Room {number}", password = Password }) });
        var chatId = chat.Content.GetProperty("id").GetString()!;
        var tokens = new List<string>();
        for (var person = 1; person <= people; person++)
        {
            var session = await JoinAsync(chatId, "password", () => new { password = Password }, cookie: null, answered: $"cn-join-{chatId}");
            // Every try with the same address: an attempt to join lets in one person, whose answer may have been lost.
            var (surname, email) = ($"{person}", $"person-{Guid.NewGuid():n}@example.com");
            tokens.Add(await JoinAsync(
                chatId, "who", () => new { name = "Person", surname, email },
                $"cn-join-{chatId}={session}", answered: $"cn-{chatId}"));
        }

        return (chatId, tokens);
    }

    /// <summary>All messages of a chat, as the REST API lists them.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(string chatId)
    {
        var all = new List<JsonElement>();
        for (var path = $"/api/chats/{chatId}/messages?per_page={PageSize}"; path is not null;)
        {
            var asked = path;
            var (page, _) = await AskAsync(_company, () => new HttpRequestMessage(HttpMethod.Get, asked));
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
    private async Task<string> JoinAsync(string chatId, string step, Func<object> body, string? cookie, string answered)
    {
        var (_, cookies) = await AskAsync(_pages, () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"/api/chats/{chatId}/join/{step}") { Content = JsonContent.Create(body()) };
            if (cookie is not null) request.Headers.Add("Cookie", cookie);
            return request;
        });
        var set = cookies.First(header => header.StartsWith($"{answered}=", StringComparison.Ordinal));
        return set[(answered.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
    }

    /// <summary>Again when it could not be done at this moment, as a person would.</summary>
    private static async Task<(JsonElement Content, IReadOnlyList<string> Cookies)> AskAsync(HttpClient client, Func<HttpRequestMessage> ask)
    {
        for (var tries = 1; ; tries++)
        {
            using var request = ask();
            using var answer = await client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode)
                return (JsonDocument.Parse(text).RootElement, answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : []);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tries == MostTries)
                throw new InvalidOperationException($"{request.RequestUri}: {answer.StatusCode} {text}");
            await Task.Delay(BetweenTries);
        }
    }
}
