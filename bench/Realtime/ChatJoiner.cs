using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// Gets people into chats as they get in themselves: through the pages' calls. Each gives the chat's password, which the server has made,
/// and then an address of their own, and has a token for it.
/// </summary>
internal sealed class ChatJoiner : IDisposable
{
    private const int RoomsAtOnce = 4;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly HttpClient _company;
    private readonly HttpClient _pages;

    public ChatJoiner(RunningServer server)
    {
        _company = new HttpClient(new RetryAfter()) { BaseAddress = server.Address, Timeout = Timeout };
        _company.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.ApiToken);
        _pages = new HttpClient(new RetryAfter()) { BaseAddress = server.Address, Timeout = Timeout };
    }

    /// <summary>New chats with this many people in each, by their tokens.</summary>
    public async Task<Room[]> OpenRoomsAsync(int count, int people)
    {
        using var progress = new Progress("letting people in", Stopwatch.GetTimestamp());
        var (rooms, done) = (new Room[count], 0);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = RoomsAtOnce }, async (number, _) =>
        {
            rooms[number] = await OpenRoomAsync(number, people);
            progress.Show($"{Interlocked.Increment(ref done)} of {count} chats");
        });
        return rooms;
    }

    /// <summary>A new chat with this many people in it, by their tokens.</summary>
    public async Task<Room> OpenRoomAsync(int number, int people)
    {
        using var created = await _company.PostAsJsonAsync("/api/chats", new { name = $"Room {number}" });
        await RequireAsync(created);
        using var chat = JsonDocument.Parse(await created.Content.ReadAsStreamAsync());
        var id = chat.RootElement.GetProperty("id").GetString()!;
        var password = Uri.UnescapeDataString(new Uri(chat.RootElement.GetProperty("url_with_password").GetString()!).Fragment.TrimStart('#'));
        var tokens = new List<string>(people);
        for (var person = 0; person < people; person++)
        {
            var session = await PostAsync($"/api/chats/{id}/join/password", new { password }, cookie: null, answered: $"cn-join-{id}");
            var identity = new { name = "Person", surname = $"{person}", email = $"person-{number}-{person}@example.com" };
            tokens.Add(await PostAsync($"/api/chats/{id}/join/who", identity, $"cn-join-{id}={session}", answered: $"cn-{id}"));
        }

        return new Room(id, tokens);
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
        using var response = await _pages.SendAsync(request);
        await RequireAsync(response);
        var set = response.Headers.GetValues("Set-Cookie").First(header => header.StartsWith($"{answered}=", StringComparison.Ordinal));
        return set[(answered.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
    }

    private static async Task RequireAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return;
        throw new InvalidOperationException($"{response.RequestMessage!.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}

/// <summary>A chat, and the tokens of those in it.</summary>
internal sealed record Room(string Id, IReadOnlyList<string> Tokens);
