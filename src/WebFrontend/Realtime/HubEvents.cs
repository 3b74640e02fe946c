using ConnectNow.Chats;
using ConnectNow.WebFrontend.Wire;
using MessagePack;

namespace ConnectNow.WebFrontend.Realtime;

/// <summary>The names of what the server says on its own. <c>docs/protocol.md</c> lists exactly these.</summary>
internal static class HubEvents
{
    public const string Events = "events";
    public const string Presence = "presence";
    public const string Reads = "reads";
    public const string Resync = "resync";
    public const string SignedOut = "signed_out";
    public const string Moving = "moving";
}

/// <summary>Body of <see cref="HubEvents.Events"/>.</summary>
[MessagePackObject]
public sealed record EventsBody(
    [property: Key("events")] IReadOnlyList<EventView> Events,
    [property: Key("people")] IReadOnlyList<ParticipantView> People);

/// <summary>Body of <see cref="HubEvents.Presence"/>.</summary>
[MessagePackObject]
public sealed record PresenceBody([property: Key("changes")] IReadOnlyList<PresenceView> Changes)
{
    internal static PresenceBody Of(IEnumerable<PresenceChange> changes) =>
        new([.. changes.Select(change => new PresenceView(change.ParticipantId, change.Here, change.LastSeen))]);
}

/// <summary>Who came or went.</summary>
[MessagePackObject]
public sealed record PresenceView(
    [property: Key("id")] string Id,
    [property: Key("here")] bool Here,
    [property: Key("last_seen")] DateTimeOffset? LastSeen);

/// <summary>Body of <see cref="HubEvents.Reads"/>.</summary>
[MessagePackObject]
public sealed record ReadsBody([property: Key("reads")] IReadOnlyList<ReadView> Reads)
{
    internal static ReadsBody Of(IEnumerable<ReadMark> marks) =>
        new([.. marks.Select(mark => new ReadView(mark.ParticipantId, mark.UpTo))]);
}

/// <summary>How far a person has read.</summary>
[MessagePackObject]
public sealed record ReadView([property: Key("id")] string Id, [property: Key("seq")] long Seq);

/// <summary>Body of <see cref="HubEvents.Resync"/>: nothing.</summary>
[MessagePackObject]
public sealed record ResyncBody;

/// <summary>Body of <see cref="HubEvents.SignedOut"/>: left, removed, or erased (the company has deleted the chat).</summary>
[MessagePackObject]
public sealed record SignedOutBody([property: Key("reason")] string Reason);

/// <summary>Body of <see cref="HubEvents.Moving"/>: reconnect at a random moment within so many milliseconds.</summary>
[MessagePackObject]
public sealed record MovingBody([property: Key("within_ms")] int WithinMs);
