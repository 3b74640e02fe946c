using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Notifications;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats;

/// <summary>Frontends and people that follow the chat: leases, read marks and notifications.</summary>
internal sealed partial class ChatGrain : IChatNotificationsGrain
{
    public Task<Answer<Lease>> Lease(LeaseRequest request)
    {
        if (State is null) return Task.FromResult<Answer<Lease>>(NoSuchChat());
        _fanout.Renew(request);
        return Task.FromResult<Answer<Lease>>(new Lease(State.LastSeq));
    }

    public Task Release(string frontendId)
    {
        _fanout.Release(frontendId);
        return Task.CompletedTask;
    }

    public Task<Answer<Done>> Read(Caller caller, long upTo)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return Task.FromResult<Answer<Done>>(refusal);
        if (caller.ParticipantId is { } id) _fanout.Read(State!.Participants[id], Math.Min(upTo, State.LastSeq));
        return Task.FromResult<Answer<Done>>(default(Done));
    }

    public Task<Answer<NotificationLevel>> Level(Caller caller) => Task.FromResult(NotificationPreferences.LevelOf(State, caller));

    public Task<Answer<NotificationLevel>> SetLevel(Caller caller, NotificationLevel level) =>
        _timeline.Run(draft => NotificationPreferences.SetLevel(draft, caller, level));

    public Task<Unseen?> Unseen(string participantId, NewMessages newMessages) => _notifications.Unseen(participantId, newMessages);
}
