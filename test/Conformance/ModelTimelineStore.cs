using System.Globalization;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Conformance;

/// <summary>
/// The promises of <see cref="ITimelineStore"/> in their plainest form, in memory and under one lock: what a real store is compared with.
/// </summary>
public sealed class ModelTimelineStore : ITimelineStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Chat> _chats = [];
    private long _etags;

    public int MaxRowsPerCommit => 2000;

    public Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_chats.GetValueOrDefault(chatId) is not { } chat ? null : new StoredTimeline(
                chat.ETag,
                chat.CommitId,
                chat.Head,
                [.. chat.Participants.Select(pair => new StoredParticipant(pair.Key, pair.Value))],
                [.. chat.Files.Select(pair => new StoredFile(pair.Key, pair.Value))],
                [.. chat.Events.Values.TakeLast(tail)]));
        }
    }

    public Task<CommitOutcome> CommitAsync(string chatId, TimelineCommit commit, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return Task.FromResult(Commit(chatId, commit));
    }

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string chatId, long from, int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            IReadOnlyList<StoredEvent> read =
                _chats.TryGetValue(chatId, out var chat) ? [.. chat.Events.Values.Where(chatEvent => chatEvent.Seq >= from).Take(count)] : [];
            return Task.FromResult(read);
        }
    }

    public Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(
        string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            IReadOnlyList<StoredEvent> read = _chats.TryGetValue(chatId, out var chat)
                ? [.. chat.Events.Values.Where(chatEvent => chatEvent.Seq < before && chatEvent.Tags.HasFlag(tag)).TakeLast(count)]
                : [];
            return Task.FromResult(read);
        }
    }

    public Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return Task.FromResult(_chats.GetValueOrDefault(chatId)?.Events.Values.FirstOrDefault(chatEvent => chatEvent.Key == key)?.Seq);
    }

    public Task<bool> EraseAsync(string chatId, string etag, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var matches = !_chats.TryGetValue(chatId, out var chat) || chat.ETag == etag;
            if (matches)
                _chats.Remove(chatId);

            return Task.FromResult(matches);
        }
    }

    private CommitOutcome Commit(string chatId, TimelineCommit commit)
    {
        if (commit.Rows > MaxRowsPerCommit)
            throw new ArgumentException("Too many rows.", nameof(commit));

        var current = _chats.GetValueOrDefault(chatId);
        if (current?.ETag != commit.ExpectedETag)
            return new Fenced();

        // Changes are made to a copy, so that a commit that throws has changed nothing.
        var chat = current?.Copy() ?? new();
        var keys = chat.Events.Values.Where(chatEvent => chatEvent.Key is not null)
            .ToDictionary(chatEvent => chatEvent.Key!, chatEvent => chatEvent.Seq);
        var duplicates = commit.Added.Select(chatEvent => chatEvent.Key).OfType<string>().Where(keys.ContainsKey).Distinct()
            .ToDictionary(key => key, key => keys[key]);
        if (duplicates.Count > 0)
            return new DuplicateKeys(duplicates);

        foreach (var chatEvent in commit.Added)
        {
            chat.Events.Add(chatEvent.Seq, chatEvent);
            if (chatEvent.Key is not null)
                keys.Add(chatEvent.Key, chatEvent.Seq);
        }

        foreach (var chatEvent in commit.Changed)
            chat.Events[chatEvent.Seq] = chat.Events[chatEvent.Seq] with { Body = chatEvent.Body, Tags = chatEvent.Tags };

        foreach (var participant in commit.Participants)
            chat.Participants[participant.Id] = participant.Body;

        foreach (var file in commit.Files)
            chat.Files[file.Id] = file.Body;

        foreach (var id in commit.FilesRemoved)
        {
            if (!chat.Files.Remove(id))
                throw new InvalidOperationException("There is no such file to remove.");
        }

        (chat.Head, chat.CommitId, chat.ETag) = (commit.Head, commit.CommitId, (++_etags).ToString(CultureInfo.InvariantCulture));
        _chats[chatId] = chat;
        return new Committed(chat.ETag);
    }

    private sealed class Chat
    {
        public string ETag { get; set; } = "";

        public string CommitId { get; set; } = "";

        public ReadOnlyMemory<byte> Head { get; set; }

        public SortedDictionary<long, StoredEvent> Events { get; private init; } = [];

        public SortedDictionary<string, ReadOnlyMemory<byte>> Participants { get; private init; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, ReadOnlyMemory<byte>> Files { get; private init; } = new(StringComparer.Ordinal);

        public Chat Copy() => new()
        {
            Events = new(Events),
            Participants = new(Participants, StringComparer.Ordinal),
            Files = new(Files, StringComparer.Ordinal),
        };
    }
}
