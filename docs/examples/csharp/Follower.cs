using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Examples;

/// <summary>Hears every event of a chat once and in order, whatever happens to the connection. What it has, it knows by one number.</summary>
internal sealed class Follower(Uri server, string token, string chat, Func<ChatEvent, Task> take)
{
    private readonly SemaphoreSlim _turn = new(1);
    private long? _last;

    public static Task Print(ChatEvent chatEvent) =>
        chatEvent.Kind == "message" ? Console.Out.WriteLineAsync($"{chatEvent.Seq} {chatEvent.By}: {chatEvent.Text}") : Task.CompletedTask;

    /// <summary>Until it is stopped, or the chat has signed it out.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var goesOn = true;
        while (goesOn)
        {
            await using var hub = Build();
            var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var wait = TimeSpan.FromSeconds(Random.Shared.NextDouble());
            hub.Closed += _ => Task.FromResult(over.TrySetResult());
            hub.On<Delivered>("events", heard => TakeAsync(hub, heard.Events));
            hub.On<object>("resync", _ => CatchUpAsync(hub, "Sync"));
            hub.On<Moving>("moving", moving =>
            {
                wait = TimeSpan.FromMilliseconds(Random.Shared.Next(moving.WithinMs));
                over.TrySetResult();
            });
            hub.On<object>("signed_out", _ => goesOn = false);
            try
            {
                await hub.StartAsync(stop);
                // On each new connection: events flow from here on.
                await CatchUpAsync(hub, "Open");
                await over.Task.WaitAsync(stop);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidOperationException or HubException or System.Net.WebSockets.WebSocketException)
            {
                // The line is down, or the server is not there yet.
            }

            if (goesOn) await Task.Delay(wait, stop);
        }
    }

    private HubConnection Build() => new HubConnectionBuilder()
        .WithUrl(new Uri(server, $"/hubs/chat?chat={chat}"), options =>
        {
            options.Headers["Authorization"] = $"Bearer {token}";
            options.Transports = HttpTransportType.WebSockets;
            options.SkipNegotiation = true;
        })
        .AddJsonProtocol(options => options.PayloadSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower)
        .Build();

    private async Task CatchUpAsync(HubConnection hub, string method)
    {
        // What comes meanwhile waits its turn: it follows what the snapshot holds.
        await _turn.WaitAsync();
        try
        {
            var snapshot = await hub.InvokeAsync<Snapshot>(method, _last);
            if (snapshot.Events is not { } events) throw new HubException(snapshot.Refusal?.Message);
            // After a reset the newest page begins wherever it begins.
            if (snapshot.Reset is true && events.Count > 0) _last = events[0].Seq - 1;
            await TakeInOrderAsync(events);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync(HubConnection hub, IReadOnlyList<ChatEvent> events)
    {
        await _turn.WaitAsync();
        bool isGap;
        try
        {
            isGap = _last is { } last && events[0].Seq > last + 1;
            if (!isGap) await TakeInOrderAsync(events);
        }
        finally
        {
            _turn.Release();
        }

        if (isGap) await CatchUpAsync(hub, "Sync");
    }

    private async Task TakeInOrderAsync(IReadOnlyList<ChatEvent> events)
    {
        foreach (var chatEvent in events.Where(chatEvent => _last is not { } last || chatEvent.Seq > last))
        {
            await take(chatEvent);
            _last = chatEvent.Seq;
        }
    }

    private sealed record Delivered(IReadOnlyList<ChatEvent> Events);

    private sealed record Moving(int WithinMs);

    private sealed record Snapshot(IReadOnlyList<ChatEvent>? Events, bool? Reset, Refusal? Refusal);

    private sealed record Refusal(string Reason, string Message);
}

/// <summary>One event of a chat: a message, or something else that happened.</summary>
internal sealed record ChatEvent(long Seq, string Kind, string By, string? Text);
