using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats.Fanout;

/// <summary>Frontends that follow the chat, who is here, and who has read how far. Lives and dies with the activation.</summary>
internal sealed class ChatFanout
{
    private readonly string _chatId;
    private readonly ChatTimeline _timeline;
    private readonly TimeProvider _time;
    private readonly ActivationMeter _meter;
    private readonly FrontendLeases _leases;
    private readonly ReadMarks _marks = new();

    public ChatFanout(string chatId, ChatTimeline timeline, TimeProvider time, ActivationMeter meter, ILogger logger)
    {
        _chatId = chatId;
        _timeline = timeline;
        _time = time;
        _meter = meter;
        _leases = new FrontendLeases(time, frontend => new FramePublisher(frontend, logger).Publish);
    }

    /// <summary>Everyone with an open connection.</summary>
    public ImmutableHashSet<string> Here => _leases.Here;

    /// <summary>The person with the read mark of this moment.</summary>
    public Participant WithMarks(Participant person) => _marks.On(person);

    public void Renew(LeaseRequest request) => Attended(_leases.Renew(request));

    public void Release(string frontendId) => Attended(_leases.Release(frontendId));

    /// <summary>Forgets frontends that have not renewed.</summary>
    public void Expire() => Attended(_leases.Expire());

    /// <summary>Publishes what a commit has added.</summary>
    public void Publish(Commit commit) =>
        _leases.Publish(new ChatFrame { ChatId = _chatId, Events = commit.Events, People = [.. commit.People.Select(_marks.On)] });

    /// <summary>Tells every frontend that the chat was erased.</summary>
    public void PublishErased() => _leases.Publish(new ChatFrame { ChatId = _chatId, Erased = true });

    /// <summary>Takes a read mark, and tells everybody when it is new.</summary>
    public void Read(Participant person, long upTo)
    {
        if (_marks.Read(person, upTo)) _leases.Publish(new ChatFrame { ChatId = _chatId, Reads = [new ReadMark(person.Id, upTo)] });
    }

    /// <summary>Writes the read marks of this activation that storage does not have.</summary>
    public async Task WriteMarks()
    {
        if (!_marks.IsDirty || _timeline.State is null || _timeline.IsLost) return;
        IReadOnlyCollection<string> written = [];
        await _timeline.Run(draft =>
        {
            written = _marks.WriteTo(draft);
            return (Answer<Done>)default(Done);
        });
        _marks.Written(written, _timeline.State);
    }

    /// <summary>Tells everybody who came and who went.</summary>
    private void Attended((ImmutableHashSet<string> Came, ImmutableHashSet<string> Went) change)
    {
        _meter.Leases(_leases.Count);
        if (_timeline.State is not { } state || (change.Came.IsEmpty && change.Went.IsEmpty)) return;
        var now = _time.GetUtcNow();
        var gone = change.Went.Select(state.Participants.GetValueOrDefault).OfType<Participant>().ToList();
        foreach (var person in gone) _marks.Seen(person, now);
        _leases.Publish(new ChatFrame
        {
            ChatId = _chatId,
            Presence =
            [
                .. change.Came.Where(state.Participants.ContainsKey).Select(id => new PresenceChange(id, Here: true, LastSeen: null)),
                .. gone.Select(person => new PresenceChange(person.Id, Here: false, LastSeen: now)),
            ],
        });
    }
}
