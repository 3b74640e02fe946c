using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// The timeline of one activation: its state, its newest events, and the loop that commits. While a commit is in flight
/// operations gather; then all of them are decided, in order, and committed as one. Runs on the grain's scheduler: no locks.
/// </summary>
/// <remarks>
/// A commit that is fenced (another activation has written) or whose outcome is unknown (storage failed) ends the timeline: every
/// operation waiting is answered <see cref="Reason.Unavailable"/>, <see cref="IsLost"/> turns true, and a new activation must read
/// the truth from storage. Asking again with the same idempotency key is then safe.
/// </remarks>
internal sealed partial class ChatTimeline
{
    /// <summary>
    /// The most rows of any operation that says nothing else: an edit writes its event, the message, and the edit before it.
    /// </summary>
    private const int RowsOfOperation = 1 + (2 * TimelineCommit.RowsOfChanged);

    internal static readonly Refusal TryAgain = new(Reason.Unavailable) { RetryAfter = TimeSpan.FromSeconds(1) };

    private readonly string _chatId;
    private readonly ITimelineStore _store;
    private readonly TimeProvider _time;
    private readonly ChatMeter _meter;
    private readonly ILogger _logger;
    private readonly Action<Commit> _committed;
    private readonly Action _lost;
    private readonly Queue<Operation> _waiting = new();
    private readonly Tail _tail = new();
    private string? _etag;
    private Task _loop = Task.CompletedTask;

    /// <param name="chatId">The chat.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meter">Where commits are counted.</param>
    /// <param name="logger">Where faults are reported.</param>
    /// <param name="committed">Called after each commit, before its callers are answered: publish here.</param>
    /// <param name="lost">Called once when this timeline has ended.</param>
    public ChatTimeline(
        string chatId, ITimelineStore store, TimeProvider time, ChatMeter meter, ILogger logger, Action<Commit> committed, Action lost)
    {
        _chatId = chatId;
        _store = store;
        _time = time;
        _meter = meter;
        _logger = logger;
        _committed = committed;
        _lost = lost;
    }

    /// <summary>The state after the newest commit; null when there is no such chat.</summary>
    public ChatState? State { get; private set; }

    /// <summary>True once this activation can no longer speak for the chat.</summary>
    public bool IsLost { get; private set; }

    public async Task Load(CancellationToken cancellationToken)
    {
        var stored = await _meter.Watch(StorageOperation.Load, _store.LoadAsync(_chatId, Tail.Capacity, cancellationToken));
        if (stored is null) return;
        State = TimelineCodec.ReadState(_chatId, stored);
        _etag = stored.ETag;
        _tail.Load([.. stored.Tail.Select(TimelineCodec.Read)], State.LastSeq);
    }

    /// <summary>Decides and commits, together with whatever else is waiting.</summary>
    /// <param name="decide">The decision; taken again when storage knows a key that memory did not.</param>
    /// <param name="rows">The most rows it may write.</param>
    public Task<Answer<T>> Run<T>(Func<ChatDraft, ValueTask<Answer<T>>> decide, int rows = RowsOfOperation)
    {
        if (IsLost) return Task.FromResult<Answer<T>>(TryAgain);
        var operation = new Operation<T>(rows, decide);
        _waiting.Enqueue(operation);
        Wake();
        return operation.Answer;
    }

    /// <inheritdoc cref="Run{T}(Func{ChatDraft, ValueTask{Answer{T}}}, int)"/>
    public Task<Answer<T>> Run<T>(Func<ChatDraft, Answer<T>> decide, int rows = RowsOfOperation) =>
        Run(draft => ValueTask.FromResult(decide(draft)), rows);

    /// <summary>Waits for everything under way.</summary>
    public Task Drain() => _loop;

    /// <summary>Erases the chat once nothing is in flight.</summary>
    public async Task<Answer<Done>> Erase(Caller caller)
    {
        while (!_loop.IsCompleted) await _loop;
        if (IsLost) return TryAgain;
        if (ChatAccess.MayManage(State, caller) is { } refusal) return refusal;
        var erased = false;
        // The loop's place is taken, so that nothing is committed in the meantime.
        _loop = Guard(async () => erased = await _meter.Watch(StorageOperation.Erase, _store.EraseAsync(_chatId, _etag!)));
        await _loop;
        if (erased) State = null;
        Lose();
        return erased ? default(Done) : TryAgain;
    }

    private void Wake()
    {
        if (_loop.IsCompleted) _loop = Guard(CommitAll);
    }

    private async Task Guard(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception fault)
        {
            // Whatever failed, it is unknown what storage holds now: only a fresh activation may go on.
            LogStorageFailed(_logger, fault, _chatId);
            Lose();
        }
    }

    private async Task CommitAll()
    {
        // Lets calls that arrived together gather before the first commit of a run.
        await Task.Yield();
        while (_waiting.Count > 0 && !IsLost) await CommitSome();
    }

    private async Task CommitSome()
    {
        var batch = new List<Operation>();
        try
        {
            await Commit(batch);
        }
        finally
        {
            // An operation that is not answered by now is not part of this commit.
            foreach (var operation in batch) operation.Refuse(TryAgain);
        }
    }

    private async Task Commit(List<Operation> batch)
    {
        var known = new Dictionary<string, long>();
        var draft = await Decide(batch, known);
        using var span = CommitTrace.Begin(batch);
        while (draft.HasChanges)
        {
            switch (await Store(draft, batch.Count, span))
            {
                case Committed(var etag):
                    Apply(draft, etag);
                    foreach (var operation in batch) operation.Complete();
                    return;
                case DuplicateKeys(var existing):
                    // Sent before, longer ago than the tail remembers: decide again, knowing it.
                    if (existing.Keys.All(known.ContainsKey)) throw new InvalidOperationException("Storage names keys whose events it does not have.");
                    foreach (var (key, seq) in existing) known[key] = seq;
                    draft = await DecideAgain(batch, known);
                    break;
                case Fenced:
                    LogFenced(_logger, _chatId);
                    Lose();
                    return;
            }
        }

        foreach (var operation in batch) operation.Complete();
    }

    /// <summary>Has storage commit, and counts what came of it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CommitOutcome> Store(ChatDraft draft, int operations, Activity? span)
    {
        var commit = CommitOf(draft);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var outcome = await _store.CommitAsync(_chatId, commit);
            if (outcome is Committed) _meter.Committed(began, operations, MessagesOf(draft));
            else if (outcome is Fenced) _meter.Fenced(began);
            return outcome;
        }
        catch (Exception fault)
        {
            _meter.CommitFailed(began, fault);
            CommitTrace.Failed(span, fault);
            throw;
        }
    }

    private static int MessagesOf(ChatDraft draft)
    {
        var messages = 0;
        for (var index = 0; index < draft.Added.Count; index++)
        {
            if (draft.Added[index].Kind == EventKind.Message) messages++;
        }

        return messages;
    }

    private async Task<ChatDraft> Decide(List<Operation> batch, Dictionary<string, long> known)
    {
        var draft = NewDraft(known);
        while (_waiting.TryPeek(out var operation) && draft.Room >= operation.Rows)
        {
            batch.Add(_waiting.Dequeue());
            await operation.Decide(draft);
        }

        return draft;
    }

    private async Task<ChatDraft> DecideAgain(List<Operation> batch, Dictionary<string, long> known)
    {
        var draft = NewDraft(known);
        foreach (var operation in batch) await operation.Decide(draft);
        return draft;
    }

    private ChatDraft NewDraft(Dictionary<string, long> known) =>
        new(
            State,
            _time.GetUtcNow(),
            _store.MaxRowsPerCommit,
            Find,
            key => _tail.FindKey(key) ?? (known.TryGetValue(key, out var seq) ? seq : null),
            key => new ValueTask<long?>(_meter.Watch(StorageOperation.Read, _store.FindKeyAsync(_chatId, key))));

    private TimelineCommit CommitOf(ChatDraft draft) => new()
    {
        ExpectedETag = _etag,
        CommitId = Guid.NewGuid().ToString("N"),
        Head = TimelineCodec.WriteHead(draft.Existing),
        Added = [.. draft.Added.Select(TimelineCodec.Write)],
        Changed = [.. draft.Changed.Select(TimelineCodec.Write)],
        Participants = [.. draft.People.Select(TimelineCodec.Write)],
        Files = [.. draft.Files],
        FilesRemoved = [.. draft.FilesRemoved],
    };

    private void Apply(ChatDraft draft, string etag)
    {
        _etag = etag;
        State = draft.Existing;
        foreach (var chatEvent in draft.Changed) _tail.Rewrite(chatEvent);
        foreach (var chatEvent in draft.Added) _tail.Append(chatEvent);
        _committed(new Commit([.. draft.Added], [.. draft.People]));
    }

    private void Lose()
    {
        if (IsLost) return;
        IsLost = true;
        while (_waiting.TryDequeue(out var operation)) operation.Refuse(TryAgain);
        _lost();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another activation has written to chat {ChatId}. This activation ends.")]
    private static partial void LogFenced(ILogger logger, string chatId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage failed for chat {ChatId}. This activation ends.")]
    private static partial void LogStorageFailed(ILogger logger, Exception fault, string chatId);
}

/// <summary>What one commit has added.</summary>
internal readonly record struct Commit(ImmutableArray<ChatEvent> Events, ImmutableArray<Participant> People);
