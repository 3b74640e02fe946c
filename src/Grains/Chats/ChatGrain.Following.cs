using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats;

/// <summary>Frontends that follow the chat, who is here, and who has read how far.</summary>
internal sealed partial class ChatGrain
{
    public Task<Answer<Lease>> Lease(LeaseRequest request)
    {
        if (State is null) return Task.FromResult<Answer<Lease>>(NoSuchChat());
        Attended(_leases.Renew(request));
        return Task.FromResult<Answer<Lease>>(new Lease(State.LastSeq));
    }

    public Task Release(string frontendId)
    {
        Attended(_leases.Release(frontendId));
        return Task.CompletedTask;
    }

    public Task<Answer<Done>> Read(Caller caller, long upTo)
    {
        if (ChatAccess.MayRead(State, caller) is { } refusal) return Task.FromResult<Answer<Done>>(refusal);
        if (caller.ParticipantId is { } id && _marks.Read(State!.Participants[id], Math.Min(upTo, State.LastSeq)))
        {
            var mark = new ReadMark(id, Math.Min(upTo, State.LastSeq));
            _leases.Publish(new ChatFrame { ChatId = ChatId, Reads = [mark] });
        }

        return Task.FromResult<Answer<Done>>(default(Done));
    }

    /// <summary>Tells everybody who came and who went.</summary>
    private void Attended((ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) change)
    {
        CountLeases();
        if (State is null || (change.Came.IsEmpty && change.Went.IsEmpty)) return;
        var now = _time.GetUtcNow();
        var gone = change.Went.Select(State.Participants.GetValueOrDefault).OfType<Participant>().ToList();
        foreach (var person in gone) _marks.Seen(person, now);
        _leases.Publish(new ChatFrame
        {
            ChatId = ChatId,
            Presence =
            [
                .. change.Came.Where(State.Participants.ContainsKey).Select(id => new PresenceChange(id, Here: true, LastSeen: null)),
                .. gone.Select(person => new PresenceChange(person.Id, Here: false, LastSeen: now)),
            ],
        });
    }
}
