using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>A real store behind a line that fails as told: before the commit, or after it, when only the answer is lost.</summary>
public sealed class FaultyStore(ITimelineStore store, FaultSwitch fuse) : ITimelineStore
{
    private int _commits;

    public FaultSwitch FaultSwitch => fuse;

    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    /// <summary>When set, commits wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Commits => _commits;

    public int MaxRowsPerCommit => store.MaxRowsPerCommit;

    public Task<StoredTimeline?> LoadAsync(string chatId, int tail, CancellationToken cancellationToken = default) =>
        store.LoadAsync(chatId, tail, cancellationToken);

    public async Task<CommitOutcome> CommitAsync(string chatId, TimelineCommit commit, CancellationToken cancellationToken = default)
    {
        await Gate;
        Interlocked.Increment(ref _commits);
        if (FailBefore) throw new IOException("The line broke before the commit.");
        var outcome = await fuse.Pass(() => store.CommitAsync(chatId, commit, cancellationToken));
        return FailAfter ? throw new IOException("The line broke after the commit.") : outcome;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadAsync(string chatId, long from, int count, CancellationToken cancellationToken = default) =>
        store.ReadAsync(chatId, from, count, cancellationToken);

    public Task<IReadOnlyList<StoredEvent>> ReadTaggedAsync(
        string chatId, Collected tag, long before, int count, CancellationToken cancellationToken = default) =>
        store.ReadTaggedAsync(chatId, tag, before, count, cancellationToken);

    public Task<long?> FindKeyAsync(string chatId, string key, CancellationToken cancellationToken = default) =>
        store.FindKeyAsync(chatId, key, cancellationToken);

    public Task<bool> EraseAsync(string chatId, string etag, CancellationToken cancellationToken = default) =>
        fuse.Pass(() => store.EraseAsync(chatId, etag, cancellationToken));
}
