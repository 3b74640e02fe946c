using System.Globalization;
using System.Net.WebSockets;
using ConnectNow.Resilience.Checking;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.Resilience.Clients;

/// <summary>Everybody who talks, in all chats, spread over all frontends.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>For the last message to be acknowledged, and for everybody to see it.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private const int PageSize = 200;

    private Crowd(IReadOnlyList<Room> rooms, IReadOnlyList<string> tokens) => (Rooms, Tokens) = (rooms, tokens);

    public IReadOnlyList<Room> Rooms { get; }

    public IEnumerable<Person> People => Rooms.SelectMany(room => room.People);

    /// <summary>One of each room, to read it back with.</summary>
    private IReadOnlyList<string> Tokens { get; }

    /// <summary>Makes the chats, lets people in, and begins; returns when everybody is connected.</summary>
    public static async Task<Crowd> GatherAsync(IReadOnlyList<Uri> frontends, string apiToken, RunOptions options)
    {
        using var api = new ChatApi(frontends[0], apiToken);
        var (rooms, firstTokens) = (new List<Room>(), new List<string>());
        for (var number = 1; number <= options.Chats; number++)
        {
            var (chatId, tokens) = await api.OpenAsync(number, options.People);
            var room = new Room(chatId);
            for (var index = 0; index < tokens.Count; index++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"person {number}.{index + 1}");
                room.People.Add(new Person(name, room, tokens[index], frontends, home: index, HashCode.Combine(options.Seed, number, index)));
            }

            rooms.Add(room);
            firstTokens.Add(tokens[0]);
        }

        var crowd = new Crowd(rooms, firstTokens);
        foreach (var person in crowd.People) person.Begin(options.Pace);
        await crowd.UntilAsync(() => crowd.People.All(person => person.Connections > 0));
        return crowd;
    }

    /// <summary>Lets everybody finish and see everything, reads back what is kept, and compares it all.</summary>
    public async Task<IReadOnlyList<Violation>> CheckAsync(Uri frontend, string apiToken)
    {
        using (var timeout = new CancellationTokenSource(Timeout))
        {
            // Whoever can't finish is found out by the checker: the message was never acknowledged.
            await Task.WhenAll(People.Select(person => person.FallSilentAsync(timeout.Token)))
                .ContinueWith(_ => { }, TaskScheduler.Default);
        }

        using var api = new ChatApi(frontend, apiToken);
        var violations = new List<Violation>();
        for (var index = 0; index < Rooms.Count; index++)
        {
            var room = Rooms[index];
            var kept = await UntilReadAsync(() => KeptAsync(frontend, room.ChatId, Tokens[index]));
            await UntilAsync(() => room.People.All(person => person.Last >= kept[^1].Seq));
            var listed = (await api.MessagesAsync(room.ChatId)).Select(message => new Event(
                message.GetProperty("id").GetInt64(), "message", message.GetProperty("client_id").GetString(), message.GetProperty("text").GetString()));
            violations.AddRange(room.Violations);
            violations.AddRange(Checker.Check(room.History(new Observation("the timeline", kept), new Observation("the REST API", [.. listed], OnlyMessages: true))));
        }

        return violations;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var person in People) await person.DisposeAsync();
    }

    /// <summary>A server that is too busy says so, and is asked again, as every client does.</summary>
    private async Task<T> UntilReadAsync<T>(Func<Task<T>> read)
    {
        for (var deadline = DateTime.UtcNow + Timeout; ;)
        {
            try
            {
                return await read();
            }
            catch (Exception refused) when (refused is WebSocketException or HttpRequestException or IOException && DateTime.UtcNow < deadline)
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>The whole timeline, page after page from its end.</summary>
    private static async Task<IReadOnlyList<Event>> KeptAsync(Uri frontend, string chatId, string token)
    {
        await using var hub = Wire.Build(frontend, chatId, token);
        await hub.StartAsync();
        var pages = new Stack<IReadOnlyList<WireEvent>>();
        for (var before = long.MaxValue; before > 1;)
        {
            var page = await hub.InvokeAsync<WireHistory>("History", new WireRange(before, PageSize));
            if (page.Events is not [var first, ..]) throw new InvalidOperationException($"The timeline of {chatId} could not be read before {before}: {page.Refusal?.Reason ?? "nothing is there"}.");
            pages.Push(page.Events);
            before = first.Seq;
        }

        return [.. pages.SelectMany(page => page).Select(chatEvent => new Event(chatEvent.Seq, chatEvent.Kind, chatEvent.ClientId, chatEvent.Text))];
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!condition() && !timeout.IsCancellationRequested) await Task.Delay(Pause, CancellationToken.None);
    }
}
