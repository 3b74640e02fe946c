using System.Numerics;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// Durable timelines: per chat a head, a row per event, per participant, and per file that is in no message. What the rows mean is the
/// chat's affair; a provider keeps bytes. Everything of one chat lives in one partition.
/// </summary>
/// <remarks>
/// What every provider must hold, and the conformance suite checks:
/// <list type="number">
/// <item>A commit is all or nothing, and durable (it survives the power going) before it is answered <see cref="Committed"/>.</item>
/// <item>A commit whose <see cref="TimelineCommit.ExpectedETag"/> is not the head's is answered <see cref="Fenced"/> and changes nothing;
/// null expects that there is no head. One that was done already, because its <see cref="TimelineCommit.CommitId"/> is the head's, may be
/// answered <see cref="Committed"/> with the head's ETag instead.</item>
/// <item>A commit that adds an idempotency key the chat already has is answered <see cref="DuplicateKeys"/>, with each such key and the
/// number it stands for, and changes nothing. Fencing is judged first.</item>
/// <item>Of any number of commits with one ETag, raced from anywhere, at most one is committed.</item>
/// <item>A load sees a commit whole or not at all; after a commit was answered every load sees it.</item>
/// <item>When a call throws, it is unknown whether the commit happened; it still happened whole or not at all.</item>
/// <item>Chats do not see each other: equal numbers, keys, and ids of participants and files in two chats never meet.</item>
/// <item>An erased chat is as one that never was; erasing with a stale ETag is answered false and changes nothing.</item>
/// <item>What only a fault of the caller can ask for throws and changes nothing: a commit of more than <see cref="MaxRowsPerCommit"/> rows,
/// an added event whose number is there already, one key twice in a commit, a change to an event or the removal of a file that is not
/// there. Fence and keys are judged first.</item>
/// <item>An event is found by the tags it was last written with, from the commit on that wrote it.</item>
/// </list>
/// </remarks>
public interface ITimelineStore
{
    /// <summary>How many rows one commit may hold, counted by <see cref="TimelineCommit.Rows"/>; at least 50.</summary>
    int MaxRowsPerCommit { get; }

    /// <summary>
    /// The head, every participant and file, and the newest <paramref name="tail"/> events (ascending); null when there is no such chat.
    /// </summary>
    Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ITimelineStore"/>
    Task<CommitOutcome> CommitAsync(string chatId, TimelineCommit commit, CancellationToken cancellationToken = default);

    /// <summary>Events with numbers from <paramref name="from"/> on, ascending, at most <paramref name="count"/>.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAsync(string chatId, long from, int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Events that bear <paramref name="tag"/>, which is one, and have numbers below <paramref name="before"/>: the newest
    /// <paramref name="count"/>, ascending.
    /// </summary>
    Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default);

    /// <summary>The number of the event with this key, however old; null when there is none.</summary>
    Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default);

    /// <summary>Erases the chat. False when the head's ETag is another; true when there is no such chat.</summary>
    Task<bool> EraseAsync(string chatId, string etag, CancellationToken cancellationToken = default);
}

/// <summary>
/// An event as stored. <paramref name="Key"/> is unique within the chat; null where nothing needs it. <paramref name="Tags"/> are what it
/// can be collected by.
/// </summary>
public sealed record StoredEvent(long Seq, string? Key, ReadOnlyMemory<byte> Body, Collected Tags = Collected.None);

/// <summary>A participant as stored.</summary>
public sealed record StoredParticipant(string Id, ReadOnlyMemory<byte> Body);

/// <summary>A file that is in no message, as stored: on its way into one, or on its way out of storage. They are few.</summary>
public sealed record StoredFile(string Id, ReadOnlyMemory<byte> Body);

/// <summary>
/// A chat as stored. <paramref name="CommitId"/> names the last commit: how a writer whose answer was lost learns that it was done.
/// </summary>
public sealed record StoredTimeline(
    string ETag,
    string CommitId,
    ReadOnlyMemory<byte> Head,
    IReadOnlyList<StoredParticipant> Participants,
    IReadOnlyList<StoredFile> Files,
    IReadOnlyList<StoredEvent> Tail);

/// <summary>One transaction on one chat.</summary>
public sealed record TimelineCommit
{
    /// <summary>The ETag this commit builds on; null creates the chat.</summary>
    public required string? ExpectedETag { get; init; }

    /// <summary>Unique to this commit, the same when it is tried again.</summary>
    public required string CommitId { get; init; }

    public required ReadOnlyMemory<byte> Head { get; init; }

    /// <summary>New events; their numbers are not in the chat yet.</summary>
    public IReadOnlyList<StoredEvent> Added { get; init; } = [];

    /// <summary>Events that are in the chat and get a new body and new tags; their keys stay as they are.</summary>
    public IReadOnlyList<StoredEvent> Changed { get; init; } = [];

    /// <summary>Participants added or changed.</summary>
    public IReadOnlyList<StoredParticipant> Participants { get; init; } = [];

    /// <summary>Files added or changed.</summary>
    public IReadOnlyList<StoredFile> Files { get; init; } = [];

    /// <summary>Ids of files that are in the chat and whose rows go, none of them in <see cref="Files"/>.</summary>
    public IReadOnlyList<string> FilesRemoved { get; init; } = [];

    /// <summary>
    /// What counts against <see cref="ITimelineStore.MaxRowsPerCommit"/>: every row that a provider without indexes of its own writes, but
    /// the head.
    /// </summary>
    public int Rows => Added.Sum(chatEvent => RowsOfAdded(chatEvent.Key is not null, chatEvent.Tags)) + (Changed.Count * RowsOfChanged) + Participants.Count + Files.Count + FilesRemoved.Count;

    /// <summary>The event, its key, and a row in the index of each of its tags.</summary>
    public static int RowsOfAdded(bool hasKey, Collected tags) => 1 + (hasKey ? 1 : 0) + BitOperations.PopCount((uint)tags);

    /// <summary>The event, and a row in the index of every tag, which it may enter or leave.</summary>
    public const int RowsOfChanged = 3;
}

/// <summary>How a commit ended.</summary>
public abstract record CommitOutcome;

/// <summary>Done and durable; the head now has this ETag.</summary>
public sealed record Committed(string ETag) : CommitOutcome;

/// <summary>Another writer came first: nothing was done.</summary>
public sealed record Fenced : CommitOutcome;

/// <summary>Some keys are there already: nothing was done.</summary>
public sealed record DuplicateKeys(IReadOnlyDictionary<string, long> Existing) : CommitOutcome;
