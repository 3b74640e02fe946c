using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Examples;

/// <summary>Hears every entry of a chat once and in order, whatever happens to the connection. What it has, it knows by one number.</summary>
internal sealed class Follower(Uri server, string token, string chat, Func<Entry, Task> take)
{
    private readonly SemaphoreSlim _turn = new(1);
    private long? _last;

    public static Task Print(Entry entry) =>
        entry.Kind == "message" ? Console.Out.WriteLineAsync($"{entry.Seq} {entry.By}: {entry.Text}") : Task.CompletedTask;

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
            hub.On<Entries>("events", heard => TakeAsync(hub, heard.Events));
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
                // On each new connection: entries flow from here on.
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
            if (snapshot.Events is not { } entries) throw new HubException(snapshot.Refusal?.Message);
            // After a reset the newest page begins wherever it begins.
            if (snapshot.Reset is true && entries.Count > 0) _last = entries[0].Seq - 1;
            await TakeInOrderAsync(entries);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync(HubConnection hub, IReadOnlyList<Entry> entries)
    {
        await _turn.WaitAsync();
        bool isGap;
        try
        {
            isGap = _last is { } last && entries[0].Seq > last + 1;
            if (!isGap) await TakeInOrderAsync(entries);
        }
        finally
        {
            _turn.Release();
        }

        if (isGap) await CatchUpAsync(hub, "Sync");
    }

    private async Task TakeInOrderAsync(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries.Where(entry => _last is not { } last || entry.Seq > last))
        {
            await take(entry);
            _last = entry.Seq;
        }
    }

    private sealed record Entries(IReadOnlyList<Entry> Events);

    private sealed record Moving(int WithinMs);

    private sealed record Snapshot(IReadOnlyList<Entry>? Events, bool? Reset, Refusal? Refusal);

    private sealed record Refusal(string Reason, string Message);
}

/// <summary>One entry of a chat: a message, or something else that happened.</summary>
internal sealed record Entry(long Seq, string Kind, string By, string? Text);
