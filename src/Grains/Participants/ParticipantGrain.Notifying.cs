using ConnectNow.Chats;
using ConnectNow.Grains.Notifications;
using ConnectNow.Notifications;
using ConnectNow.Participants;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Participants;

/// <summary>The devices that are notified, and notifying them.</summary>
/// <remarks>
/// A notification that waits for a person to read, and a notification on its way, live in memory: a crash loses them. The message is in the
/// chat.
/// </remarks>
internal sealed partial class ParticipantGrain
{
    private readonly Dictionary<string, PushDelivery> _deliveries = [];
    private readonly CancellationTokenSource _stopping = new();
    private Waiting? _waiting;
    private IGrainTimer? _telling;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopping.Cancel();
        return Task.CompletedTask;
    }

    public void Dispose() => _stopping.Dispose();

    public async Task<Answer<NotificationSettings>> Notifications(long stay)
    {
        var (chatId, participantId) = SplitKey();
        var level = await Chat(chatId).Level(Caller.Participant(participantId, stay));
        return level.Refusal is { } refusal ? refusal : SettingsOf(level.Value, stay);
    }

    public async Task<Answer<NotificationSettings>> SetNotifications(string secret, NotificationLevel level, PushSubscription? subscription)
    {
        if (DeviceOf(secret) is not { } device) return Reason.NotInChat;
        if (subscription is not null && push.Check(subscription) is { } wrong) return wrong;
        var (chatId, participantId) = SplitKey();
        var set = await Chat(chatId).SetLevel(Caller.Participant(participantId, device.Stay), level);
        if (set.Refusal is { } refusal) return refusal;
        if (subscription is not null) await Subscribe(device, subscription);
        return SettingsOf(set.Value, device.Stay);
    }

    public async Task ForgetPushDevice(string endpoint)
    {
        _deliveries.Remove(endpoint);
        var others = State.PushDevices.RemoveAll(known => known.Endpoint == endpoint);
        if (others.Length == State.PushDevices.Length) return;
        State.PushDevices = others;
        await this.Write(store);
    }

    public Task Notify(NewMessages newMessages)
    {
        if (State.PushDevices.IsEmpty) return Task.CompletedTask;
        var now = time.GetUtcNow();
        _waiting = _waiting is { } before
            ? new Waiting(newMessages with { First = Math.Min(before.NewMessages.First, newMessages.First), Mentioned = before.NewMessages.Mentioned || newMessages.Mentioned }, now, before.Due)
            : new Waiting(newMessages, now, now + push.ReadingTime);
        TellIn(newMessages.Here ? _waiting.Due - now : TimeSpan.Zero);
        return Task.CompletedTask;
    }

    private async Task Subscribe(Device device, PushSubscription subscription)
    {
        var fresh = new PushDevice
        {
            Endpoint = subscription.Endpoint,
            P256dh = subscription.P256dh,
            Auth = subscription.Auth,
            SecretHash = device.SecretHash,
            Stay = device.Stay,
        };
        if (State.PushDevices.Contains(fresh)) return;
        // One browser is one device, whatever it was called before: its sign-in may be new, or its endpoint.
        var others = State.PushDevices.Where(known => known.Endpoint != fresh.Endpoint && known.SecretHash != fresh.SecretHash);
        State.PushDevices = [.. others.TakeLast(NotificationLimits.Devices - 1), fresh];
        await this.Write(store);
    }

    private void TellIn(TimeSpan delay)
    {
        _telling ??= this.RegisterGrainTimer(Tell, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        _telling.Change(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The time to read is over, or nobody was there to read: tells the devices what the chat says is still unseen.</summary>
    private async Task Tell(CancellationToken cancellationToken)
    {
        if (_waiting is not { } waiting) return;
        _waiting = null;
        var (chatId, participantId) = SplitKey();
        try
        {
            if (await Chat(chatId).Unseen(participantId, waiting.NewMessages) is not { } unseen) return;
            if (IsReading(unseen, waiting)) return;
            Push(PushPayload.Of(chatId, unseen, waiting.NewMessages.Mentioned), unseen.Stay, PushPayload.TopicOf(chatId, participantId));
        }
        catch (Exception fault)
        {
            LogNotTold(logger, fault);
        }
    }

    /// <summary>A person who is reading along gets the whole reading time for the newest message too.</summary>
    private bool IsReading(Unseen unseen, Waiting waiting)
    {
        var due = waiting.NewestAt + push.ReadingTime;
        var left = due - time.GetUtcNow();
        if (!unseen.Here || unseen.ReadUpTo < waiting.NewMessages.First || left <= TimeSpan.Zero) return false;
        _waiting = waiting with { NewMessages = waiting.NewMessages with { First = unseen.ReadUpTo + 1 }, Due = due };
        TellIn(left);
        return true;
    }

    private void Push(PushPayload payload, long stay, string topic)
    {
        foreach (var device in State.PushDevices.Where(device => device.Stay == stay))
        {
            if (push.Compose(device, payload, topic) is { } message) DeliveryTo(device.Endpoint).Deliver(message);
        }
    }

    private PushDelivery DeliveryTo(string endpoint)
    {
        if (_deliveries.TryGetValue(endpoint, out var known)) return known;
        var self = this.AsReference<IParticipantGrain>();
        // By a call to itself: what changes the state takes its turn.
        return _deliveries[endpoint] = push.DeliveryTo(() => self.ForgetPushDevice(endpoint).Ignore(), _stopping.Token);
    }

    private NotificationSettings SettingsOf(NotificationLevel level, long stay) =>
        new(level, State.PushDevices.Count(device => device.Stay == stay));

    private IChatNotificationsGrain Chat(string chatId) => GrainFactory.GetGrain<IChatNotificationsGrain>(chatId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A participant could not be notified: the chat did not answer.")]
    private static partial void LogNotTold(ILogger logger, Exception fault);

    /// <summary>A notification that waits: when its newest message came, and when its time is up.</summary>
    private sealed record Waiting(NewMessages NewMessages, DateTimeOffset NewestAt, DateTimeOffset Due);
}
