using System.Text;
using ConnectNow.Grains.Chats.Timeline;
using Xunit;

namespace ConnectNow.Conformance;

/// <summary>
/// What <see cref="ITimelineStore"/> promises, as tests. A provider derives one class from this, names its store, and is done; the
/// partial files hold the numbered conditions by subject.
/// </summary>
public abstract partial class TimelineStoreConformance
{
    private readonly string _chat = $"chat-{Guid.NewGuid():N}";

    /// <summary>The provider under test. Chats of other tests may be in it.</summary>
    protected abstract ITimelineStore Store { get; }

    /// <summary>
    /// By how much long chats are shorter, and crowds smaller, than on a store in this process: what is shown stays the same, but each
    /// commit costs a request. A long chat still takes more than two pages of any storage we know.
    /// </summary>
    protected virtual int Thrift => 1;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    protected static StoredEvent Event(long seq, string? key = null, string? body = null) => new(seq, key, Bytes(body ?? $"event {seq}"));

    protected static StoredEvent[] Events(long from, long to) => [.. Range(from, to).Select(seq => Event(seq, $"key-{seq}"))];

    /// <summary>A commit with a head and a commit id of its own.</summary>
    protected static TimelineCommit Commit(string? etag, params StoredEvent[] added) => new()
    {
        ExpectedETag = etag,
        CommitId = Guid.NewGuid().ToString("N"),
        Head = Bytes($"head {Guid.NewGuid():N}"),
        Added = added,
    };

    /// <summary>Commits, and fails when that is refused; the new ETag.</summary>
    protected async Task<string> CommittedAsync(string chatId, TimelineCommit commit) =>
        Assert.IsType<Committed>(await Store.CommitAsync(chatId, commit, Cancellation)).ETag;

    /// <summary>The chat, which must be there.</summary>
    protected async Task<StoredTimeline> LoadedAsync(string chatId, int tail = 100)
    {
        var loaded = await Store.LoadAsync(chatId, tail, Cancellation);
        Assert.NotNull(loaded);
        return loaded;
    }

    /// <summary>Commits one after the other, so many events each as a provider takes; the last ETag.</summary>
    protected async Task<string> FillAsync(string chatId, long events)
    {
        string? etag = null;
        var step = Store.MaxRowsPerCommit / 2;
        for (long from = 1; from <= events; from += step)
            etag = await CommittedAsync(chatId, Commit(etag, Events(from, Math.Min(events, from + step - 1))));

        return etag!;
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var seq = from; seq <= to; seq++)
            yield return seq;
    }

    private static IReadOnlyList<long> Numbers(IEnumerable<StoredEvent> events) => [.. events.Select(chatEvent => chatEvent.Seq)];

    /// <summary>All that can be seen of a chat, as text: equal before and after whatever must change nothing.</summary>
    private async Task<string> SnapshotAsync(string chatId)
    {
        if (await Store.LoadAsync(chatId, int.MaxValue, Cancellation) is not { } timeline)
            return "no chat";

        var participants = timeline.Participants.OrderBy(participant => participant.Id, StringComparer.Ordinal);
        return $"{timeline.ETag}|{timeline.CommitId}|{Text(timeline.Head)}"
            + $"|{string.Join(';', participants.Select(participant => $"{participant.Id}={Text(participant.Body)}"))}"
            + $"|{string.Join(';', timeline.Files.OrderBy(file => file.Id, StringComparer.Ordinal).Select(file => $"{file.Id}={Text(file.Body)}"))}"
            + $"|{string.Join(';', timeline.Tail.Select(chatEvent => $"{chatEvent.Seq},{chatEvent.Key},{chatEvent.Tags}={Text(chatEvent.Body)}"))}";
    }
}
