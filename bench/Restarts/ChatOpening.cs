using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Bench.Serving;
using ConnectNow.Chats;
using ConnectNow.Providers.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNow.Bench.Restarts;

/// <summary>
/// How long it takes to open a chat, a short one and a long one: the newest page over the hub, the first page over the API. Cold is the
/// first call for a chat since the server has started, while its code has run for other chats; warm are those that follow.
/// </summary>
internal sealed class ChatOpening(int events, int manyEvents, int warmOpenings) : IRestartScenario
{
    private const int People = 2;
    private const int WarmUpChats = 6;
    private const int WarmUpsOfEach = 5;

    private static readonly TimeSpan PageTimeout = TimeSpan.FromSeconds(60);

    private Chat[] _short = [];
    private Chat[] _long = [];
    private Chat[] _others = [];
    private bool _isFilled;

    public async Task PrepareAsync(RunningServer server)
    {
        using var joiner = new ChatJoiner(server);
        var rooms = await joiner.OpenRoomsAsync(4 + WarmUpChats, People);
        // One of each for the hub and for the API: a chat is cold but once.
        _short = [new Chat(rooms[0]), new Chat(rooms[1])];
        _long = [new Chat(rooms[2]), new Chat(rooms[3])];
        _others = [.. rooms.Skip(4).Select(room => new Chat(room))];
    }

    public Task BeforeAsync() => Task.CompletedTask;

    public async Task WhileDownAsync(string dataDirectory)
    {
        if (_isFilled) return;
        var options = new SqliteStorageOptions { DataDirectory = dataDirectory };
        await using var database = SqliteDatabase.Open(options, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
        var store = new SqliteTimelineStore(database);
        foreach (var chat in _short.Concat(_others)) chat.LastSeq = await LongChat.FillAsync(store, chat.Room.Id, events);
        foreach (var chat in _long) chat.LastSeq = await LongChat.FillAsync(store, chat.Room.Id, manyEvents);
        _isFilled = true;
    }

    public async Task<Figures> MeasureAsync(RunningServer server, Restart restart)
    {
        await using var people = new Fleet(server, [.. Chats.Select(chat => chat.Room)]);
        using var pages = new HttpClient { BaseAddress = server.Address, Timeout = PageTimeout };
        foreach (var other in _others)
        {
            for (var time = 0; time < WarmUpsOfEach; time++)
            {
                await OpenAsync(people, other);
                await FirstPageAsync(pages, other);
            }
        }

        var (hub, api) = (await MeasureAsync(chat => OpenAsync(people, chat), 0), await MeasureAsync(chat => FirstPageAsync(pages, chat), 1));
        var figures = new Figures().Add("server", "connectnow").Add("measured", "open").Add("events", events)
            .Add("many_events", manyEvents);
        Report(figures, "hub", hub);
        Report(figures, "api", api);
        return figures.Add("wrong_answers", Chats.Sum(chat => chat.WrongAnswers)).Add("load_average", Machine.LoadAverage(), 2);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<Chat> Chats => _short.Concat(_long).Concat(_others);

    private async Task<Times> MeasureAsync(Func<Chat, Task<TimeSpan>> open, int which)
    {
        // Anyone who comes first pays for what the other needs too: the toss of a coin decides, and the median of several runs.
        var longFirst = Random.Shared.Next(2) == 0;
        var first = await open(longFirst ? _long[which] : _short[which]);
        var second = await open(longFirst ? _short[which] : _long[which]);
        var (cold, coldMany) = longFirst ? (second, first) : (first, second);
        var (shortOnes, longOnes) = (new Histogram(), new Histogram());
        for (var time = 0; time < warmOpenings; time++)
        {
            shortOnes.Add(await open(_short[which]));
            longOnes.Add(await open(_long[which]));
        }

        return new Times(cold.TotalMilliseconds, coldMany.TotalMilliseconds, shortOnes.Milliseconds(0.5), longOnes.Milliseconds(0.5));
    }

    private static void Report(Figures figures, string way, Times times) => figures
        .Add($"{way}_cold_ms", times.Cold, 2).Add($"{way}_cold_many_ms", times.ColdMany, 2).Add($"{way}_cold_ratio", times.ColdMany / times.Cold, 2)
        .Add($"{way}_warm_ms", times.Warm, 2).Add($"{way}_warm_many_ms", times.WarmMany, 2).Add($"{way}_warm_ratio", times.WarmMany / times.Warm, 2);

    /// <summary>The call alone: the connection is there.</summary>
    private async Task<TimeSpan> OpenAsync(Fleet people, Chat chat)
    {
        var client = people.Clients[Chats.TakeWhile(each => each != chat).Count() * People];
        await client.Loop.AskAsync(client.Forget);
        await client.ConnectAsync();
        await client.OpenAsync();
        var (took, last, page) = await client.Loop.AskAsync(() => (client.OpenTook, client.LastSeq, client.FirstPage));
        if (last != chat.LastSeq || page != ChatLimits.PageSize) chat.WrongAnswers++;
        return took;
    }

    private static async Task<TimeSpan> FirstPageAsync(HttpClient pages, Chat chat)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/chats/{chat.Room.Id}/messages");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", chat.Room.Tokens[0]);
        var begun = Stopwatch.GetTimestamp();
        using var response = await pages.SendAsync(request);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
        var took = Stopwatch.GetElapsedTime(begun);
        using var page = JsonDocument.Parse(body);
        if (page.RootElement.GetProperty("data").GetArrayLength() != page.RootElement.GetProperty("per_page").GetInt32()) chat.WrongAnswers++;
        return took;
    }

    private sealed record Times(double Cold, double ColdMany, double Warm, double WarmMany);

    private sealed class Chat(Room room)
    {
        public Room Room { get; } = room;

        public long LastSeq { get; set; }

        /// <summary>Answers that did not end with the newest event, or were no full page.</summary>
        public int WrongAnswers { get; set; }
    }
}
