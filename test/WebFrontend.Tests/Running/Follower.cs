using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.SignalR.Client;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>
/// A client as the protocol asks for: remembers the highest number up to which it has everything, reconnects whenever it must, drops
/// what it has, and calls <c>Sync</c> on a gap. What it says it says again with the same id until it is acknowledged.
/// </summary>
internal sealed class Follower(Uri server, string chatId, string token) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<EventView> _timeline = [];
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private HubConnection? _hub;

    /// <summary>Everything that happened, as this client knows it.</summary>
    public IReadOnlyList<EventView> Timeline
    {
        get { lock (_gate) return [.. _timeline]; }
    }

    private long Last
    {
        get { lock (_gate) return _timeline.Count == 0 ? 0 : _timeline[^1].Seq; }
    }

    /// <summary>Says something, however long it takes, and returns its number.</summary>
    public async Task<long> SayAsync(string text)
    {
        var clientId = Secrets.NewId();
        while (true)
        {
            try
            {
                var hub = await ConnectedAsync();
                var answer = await hub.InvokeAsync<SendAnswer>("Send", new SendRequest { ClientId = clientId, Text = text }, _ending.Token);
                if (answer.Seq is { } seq) return seq;
                Assert.Contains(answer.Refusal!.Reason, new[] { "unavailable", "too_fast" });
            }
            catch (Exception lost) when (!_ending.IsCancellationRequested && lost is not Xunit.Sdk.XunitException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), _ending.Token);
            }
        }
    }

    /// <summary>Stays connected, until disposed.</summary>
    public async Task FollowAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await ConnectedAsync();
            }
            catch (Exception lost) when (lost is not Xunit.Sdk.XunitException)
            {
                // Next time.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_hub is not null) await _hub.DisposeAsync();
    }

    private async Task<HubConnection> ConnectedAsync()
    {
        await _connecting.WaitAsync(_ending.Token);
        try
        {
            if (_hub is { State: HubConnectionState.Connected }) return _hub;
            if (_hub is not null) await _hub.DisposeAsync();
            _hub = Line.Build(server, chatId, token);
            var hub = _hub;
            hub.On<EventsBody>(HubEvents.Events, body => Take(hub, body.Events));
            hub.On<ResyncBody>(HubEvents.Resync, body => SyncAsync(hub));
            await hub.StartAsync(_ending.Token);
            Apply(await hub.InvokeAsync<SnapshotAnswer>("Open", (long?)Last, _ending.Token));
            return hub;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private void Take(HubConnection hub, IReadOnlyList<EventView> events)
    {
        lock (_gate)
        {
            if (events[0].Seq > Last + 1) _ = SyncAsync(hub);
            else Append(events);
        }
    }

    private async Task SyncAsync(HubConnection hub)
    {
        try
        {
            Apply(await hub.InvokeAsync<SnapshotAnswer>("Sync", (long?)Last, _ending.Token));
        }
        catch (Exception lost) when (lost is not Xunit.Sdk.XunitException)
        {
            // The connection is gone: the next one begins with a snapshot.
        }
    }

    private void Apply(SnapshotAnswer snapshot)
    {
        if (snapshot.Events is null) return;
        lock (_gate)
        {
            Assert.True(snapshot.Reset is false || _timeline.Count == 0, "nobody fell so far behind");
            Append(snapshot.Events);
        }
    }

    private void Append(IReadOnlyList<EventView> events) => _timeline.AddRange(events.Where(chatEvent => chatEvent.Seq > Last));
}
