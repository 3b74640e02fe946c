using ConnectNow.WebFrontend.Realtime;
using ConnectNow.WebFrontend.Wire;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.WebFrontend.Tests.Running;

public enum WireProtocol
{
    Json,
    MessagePack,
}

/// <summary>A hub connection that notes everything it hears, and follows the protocol's one rule: by number, without gaps.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<EventView> _events = [];
    private readonly List<PresenceView> _presence = [];
    private readonly List<ReadView> _reads = [];
    private readonly TaskCompletionSource<string> _signedOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _moving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Line(HubConnection hub)
    {
        Hub = hub;
        hub.On<EventsBody>(HubEvents.Events, body => Take(body.Events));
        hub.On<PresenceBody>(HubEvents.Presence, body => { lock (_gate) _presence.AddRange(body.Changes); });
        hub.On<ReadsBody>(HubEvents.Reads, body => { lock (_gate) _reads.AddRange(body.Reads); });
        hub.On<ResyncBody>(HubEvents.Resync, _ => Resyncs++);
        hub.On<SignedOutBody>(HubEvents.SignedOut, body => _signedOut.TrySetResult(body.Reason));
        hub.On<MovingBody>(HubEvents.Moving, body => _moving.TrySetResult(body.WithinMs));
        hub.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    public HubConnection Hub { get; }

    public int Resyncs { get; private set; }

    /// <summary>What was delivered, in the order in which it came.</summary>
    public IReadOnlyList<EventView> Events
    {
        get { lock (_gate) return [.. _events]; }
    }

    public IReadOnlyList<PresenceView> Presence
    {
        get { lock (_gate) return [.. _presence]; }
    }

    public IReadOnlyList<ReadView> Reads
    {
        get { lock (_gate) return [.. _reads]; }
    }

    public IEnumerable<string?> Texts => Events.Where(chatEvent => chatEvent.Kind == "message").Select(chatEvent => chatEvent.Text);

    public static async Task<Line> ConnectAsync(
        Uri server, string chatId, string token, WireProtocol protocol = WireProtocol.Json, HttpTransportType transport = HttpTransportType.WebSockets)
    {
        var line = new Line(Build(server, chatId, token, protocol, transport));
        await line.Hub.StartAsync(TestContext.Current.CancellationToken);
        return line;
    }

    public static HubConnection Build(
        Uri server, string chatId, string? token, WireProtocol protocol = WireProtocol.Json, HttpTransportType transport = HttpTransportType.WebSockets)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(server, $"/hubs/chat?chat={chatId}"), options =>
        {
            options.Transports = transport;
            options.SkipNegotiation = transport == HttpTransportType.WebSockets;
            if (token is not null) options.Headers.Add("Authorization", $"Bearer {token}");
        });
        return protocol == WireProtocol.MessagePack
            ? builder.AddMessagePackProtocol(options => options.SerializerOptions = WireFormat.MessagePack).Build()
            : builder.AddJsonProtocol(options => WireFormat.Apply(options.PayloadSerializerOptions)).Build();
    }

    public async Task<SnapshotAnswer> OpenAsync(long? after = null)
    {
        var snapshot = await AskAsync<SnapshotAnswer>("Open", after);
        Assert.Null(snapshot.Refusal);
        return snapshot;
    }

    public Task<SendAnswer> SendAsync(string? text, string? clientId) =>
        AskAsync<SendAnswer>("Send", new SendRequest { ClientId = clientId, Text = text });

    /// <summary>A message with files.</summary>
    public Task<SendAnswer> ShowAsync(string? text, params string?[] attachments) =>
        AskAsync<SendAnswer>("Send", new SendRequest { ClientId = Secrets.NewId(), Text = text, Attachments = attachments });

    public Task<SendAnswer> SendAsync(string text) => SendAsync(text, Secrets.NewId());

    public Task<SnapshotAnswer> SyncAsync(long? after) => AskAsync<SnapshotAnswer>("Sync", after);

    public Task<HistoryAnswer> HistoryAsync(long? before, int? count) =>
        AskAsync<HistoryAnswer>("History", new HistoryRequest { Before = before, Count = count });

    public Task<HistoryAnswer> CollectAsync(string? what, long? before = null, int? count = null) =>
        AskAsync<HistoryAnswer>("Collection", new CollectionRequest { What = what, Before = before, Count = count });

    public Task<ReadAnswer> ReadAsync(long seq) => AskAsync<ReadAnswer>("Read", seq);

    public Task<T> AskAsync<T>(string method, object? argument) =>
        Hub.InvokeAsync<T>(method, argument, TestContext.Current.CancellationToken);

    /// <summary>Waits until an event with this text has come.</summary>
    public Task HearsAsync(string text) => Eventually.TrueAsync(() => Texts.Contains(text), $"\"{text}\" was heard");

    /// <summary>Waits until everything up to a number has come.</summary>
    public Task ReachesAsync(long seq) => Eventually.TrueAsync(() => Events is [.., var last] && last.Seq >= seq, $"event {seq} came");

    /// <summary>Why the server signed this connection out, once it has; and that it then closed it.</summary>
    public async Task<string> SignedOutAsync()
    {
        var reason = await _signedOut.Task.WaitAsync(Eventually.Timeout);
        await ClosedAsync();
        return reason;
    }

    /// <summary>Within how many milliseconds the client is asked to connect anew.</summary>
    public Task<int> MovingAsync() => _moving.Task.WaitAsync(Eventually.Timeout);

    public Task ClosedAsync() => _closed.Task.WaitAsync(Eventually.Timeout);

    /// <summary>Fails unless the numbers that came ascend one by one.</summary>
    public void MustBeGapless()
    {
        var numbers = Events.Select(chatEvent => chatEvent.Seq).ToList();
        Assert.Equal(Enumerable.Range(0, numbers.Count).Select(index => numbers[0] + index), numbers);
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();

    private void Take(IReadOnlyList<EventView> events)
    {
        lock (_gate) _events.AddRange(events);
    }
}
