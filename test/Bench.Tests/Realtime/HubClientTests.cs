using System.Text.Json;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Realtime.Sockets;

namespace ConnectNow.Bench.Tests.Realtime;

/// <summary>
/// The client against a server that does wrong on purpose: each fault must be counted, or the benchmarks would prove nothing.
/// </summary>
public sealed class HubClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly EventLoop _loop = new(0);
    private readonly Tally _tally = new(new Window(0, long.MaxValue));
    private FaultyHub _hub = null!;
    private HubClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = FaultyHub.Start(lastSeq: 10);
        _client = new HubClient(_loop, _hub.Address, "chat", "token", 0) { Tally = _tally };
        await _client.ConnectAsync();
        await _client.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.AskAsync(() =>
        {
            _client.Close();
            return true;
        });
        _loop.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Events_in_order_are_delivered_and_nothing_is_wrong()
    {
        await _hub.SayEventsAsync(11, 12, 13);

        await UntilAsync(() => _tally.Delivered == 3);
        Assert.Equal((0, 0, 0), await FaultsAsync());
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_counted()
    {
        await _hub.SayEventsAsync(11, 12, 12, 13);

        await UntilAsync(() => _tally.Delivered == 3);
        Assert.Equal((0, 1, 0), await FaultsAsync());
    }

    [Fact]
    public async Task A_gap_is_counted_and_filled_by_asking()
    {
        await _hub.SayEventsAsync(11, 14);

        Assert.Equal("Sync 11", await _hub.NextCallAsync());
        await _hub.AnswerSyncAsync(12, 13, 14);
        await UntilAsync(() => _tally.Delivered == 4);
        Assert.Equal((1, 0, 0), await FaultsAsync());
    }

    [Fact]
    public async Task An_event_that_is_never_there_is_counted_and_not_delivered()
    {
        await _hub.SayEventsAsync(11, 13);

        Assert.Equal("Sync 11", await _hub.NextCallAsync());
        await _hub.AnswerSyncAsync(13);
        await UntilAsync(() => _tally.Delivered == 2);
        Assert.Equal((2, 0, 0), await FaultsAsync());
    }

    [Fact]
    public async Task Being_told_to_resync_is_counted()
    {
        await _hub.SayAsync("""{"type":1,"target":"resync","arguments":[{}]}""");

        Assert.Equal("Sync 10", await _hub.NextCallAsync());
        await _hub.AnswerSyncAsync(11);
        await UntilAsync(() => _tally.Delivered == 1);
        Assert.Equal((0, 0, 1), await FaultsAsync());
    }

    [Fact]
    public async Task A_ping_is_answered_within_a_message_in_fragments()
    {
        await _hub.SayInFragmentsAsync(FaultyHub.EventsOf(11, 12));

        await UntilAsync(() => _tally.Delivered == 2);
        Assert.Equal((0, 0, 0), await FaultsAsync());
    }

    [Fact]
    public async Task What_is_said_arrives_unmasked_and_whole_and_its_answer_is_counted()
    {
        await _loop.AskAsync(() =>
        {
            _client.Say(4_711);
            return true;
        });

        using var call = JsonDocument.Parse(await _hub.NextRecordAsync());
        var message = call.RootElement.GetProperty("arguments")[0];
        Assert.Equal(Workload.TextLength, message.GetProperty("text").GetString()!.Length);
        await _hub.SayAsync($$$"""{"type":3,"invocationId":"{{{call.RootElement.GetProperty("invocationId").GetString()}}}","result":{"seq":11}}""");
        await UntilAsync(() => _tally.Acknowledged == 1);
    }

    [Fact]
    public async Task An_end_before_its_time_is_a_fault()
    {
        await _hub.HangUpAsync();

        await UntilAsync(() => _client.Fault is not null);
    }

    [Fact]
    public async Task Coming_back_asks_for_what_follows_and_is_held_to_it()
    {
        await _hub.SayEventsAsync(11);
        await UntilAsync(() => _tally.Delivered == 1);
        await _hub.HangUpAsync();
        await UntilAsync(() => _client.Fault is not null);

        _hub.Snapshot = (Events: [11, 12, 14], LastSeq: 15);
        await _client.ConnectAsync();
        await _client.OpenAsync();

        Assert.Equal("Open 11", _hub.LastOpen);
        // 11 came before, 13 is missing, and so is 15.
        Assert.Equal((2, 1, 0), await FaultsAsync());
        Assert.Equal(3, await _loop.AskAsync(() => _tally.Delivered));
    }

    private Task<(long Gaps, long Duplicates, long Resyncs)> FaultsAsync() =>
        _loop.AskAsync(() => (_tally.Gaps, _tally.Duplicates, _tally.Resyncs));

    private async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await _loop.AskAsync(condition)) await timer.WaitForNextTickAsync(deadline.Token);
    }
}
