using System.Collections.Concurrent;
using ConnectNow.Chats;
using ConnectNow.WebFrontend.Telemetry;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>The chats with connections at this frontend, and the one place where what they say comes in.</summary>
internal sealed class ChatRooms(
    IGrainFactory grains, TimeProvider time, FrontendMeter meter, ILogger<ChatRoom> logger) : IFrontend, IHostedService, IDisposable
{
    /// <summary>How long a person waits for a chat that does not answer before they are told so.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ChatRoom> _rooms = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>This process, as chats know it. A new one at each start: what was meant for the last one is not for us.</summary>
    public string FrontendId { get; } = Secrets.NewId();

    /// <summary>Where chats send their frames, from the start of the process to its end.</summary>
    public IFrontend Address { get; private set; } = null!;

    /// <summary>Adds a connection to its chat's room: null when events flow from now on, else why they don't.</summary>
    public async Task<Refusal?> EnterAsync(Subscriber subscriber)
    {
        var room = _rooms.GetOrAdd(subscriber.ChatId, Create);
        while (!room.TryAdd(subscriber))
        {
            Forget(room);
            room = _rooms.GetOrAdd(subscriber.ChatId, Create);
        }

        try
        {
            return await room.LeasedAsync().WaitAsync(Timeout, time);
        }
        catch (TimeoutException)
        {
            room.Remove(subscriber);
            return new Refusal(Reason.Unavailable);
        }
    }

    /// <inheritdoc cref="ChatRoom.Admit"/>
    public void Admit(Subscriber subscriber)
    {
        if (_rooms.TryGetValue(subscriber.ChatId, out var room)) room.Admit(subscriber);
    }

    public void Leave(Subscriber subscriber)
    {
        if (_rooms.TryGetValue(subscriber.ChatId, out var room)) room.Remove(subscriber);
    }

    /// <summary>Something that chats have said may be lost: every room asks its chat at once how far it is.</summary>
    public void CatchUp()
    {
        foreach (var room in _rooms.Values) room.CatchUp();
    }

    /// <summary>Asks everyone here to reconnect, to another frontend, each at a random moment within a time.</summary>
    public void AskToMove(TimeSpan within)
    {
        var frame = Frame.Passing(HubEvents.Moving, new MovingBody((int)within.TotalMilliseconds));
        foreach (var room in _rooms.Values) room.Say(frame);
    }

    /// <summary>Hands a frame to the room it is for, if anybody is still there.</summary>
    public Task Accept(ChatFrame frame) => _rooms.TryGetValue(frame.ChatId, out var room) ? room.Accept(frame) : Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Address = grains.CreateObjectReference<IFrontend>(this);
        return Task.CompletedTask;
    }

    /// <summary>Leases are no longer renewed: chats forget this frontend when they run out.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();

    private ChatRoom Create(string chatId) => new(chatId, FrontendId, Address, grains, time, meter, Forget, logger, _stopping.Token);

    private void Forget(ChatRoom room) => _rooms.TryRemove(KeyValuePair.Create(room.ChatId, room));
}
