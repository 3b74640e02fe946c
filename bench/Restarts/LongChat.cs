using System.Diagnostics;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Reporting;
using ConnectNow.Chats;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Bench.Restarts;

/// <summary>
/// Fills a chat with messages as the product writes them (through its own codec, store and transactions), in commits as large as the store
/// takes: the server that then reads them can't tell them from said ones.
/// </summary>
internal static class LongChat
{
    private const int MessagesPerCommit = 900;
    private const int TextLength = Workload.TextLength;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    /// <summary>Adds messages until the chat has so many events: the number of the newest.</summary>
    public static async Task<long> FillAsync(ITimelineStore store, string chatId, long events)
    {
        var stored = await store.LoadAsync(chatId, 0) ?? throw new InvalidOperationException($"There is no chat {chatId}.");
        var (state, etag) = (TimelineCodec.ReadState(chatId, stored), stored.ETag);
        var authors = state.Participants.Keys.Order(StringComparer.Ordinal).ToArray();
        using var progress = new Progress("filling a chat", Stopwatch.GetTimestamp());
        while (state.LastSeq < events)
        {
            var added = new List<StoredEvent>(MessagesPerCommit);
            for (var left = Math.Min(MessagesPerCommit, events - state.LastSeq); left > 0; left--)
            {
                state = state with { LastSeq = state.LastSeq + 1, Messages = state.Messages + 1, LastAt = state.LastAt + Between };
                added.Add(TimelineCodec.Write(MessageOf(state, authors[state.LastSeq % authors.Length])));
            }

            var commit = new TimelineCommit { ExpectedETag = etag, CommitId = Guid.NewGuid().ToString("N"), Head = TimelineCodec.WriteHead(state), Added = added };
            etag = await store.CommitAsync(chatId, commit) is Committed done ? done.ETag : throw new InvalidOperationException("Nobody else writes to this chat.");
            progress.Show($"{state.LastSeq} of {events} events");
        }

        return state.LastSeq;
    }

    private static ChatEvent MessageOf(ChatState state, string author) => new()
    {
        Seq = state.LastSeq,
        Kind = EventKind.Message,
        At = state.LastAt,
        By = author,
        Text = $"Message {state.LastSeq}: ".PadRight(TextLength, 'x'),
        ClientId = Guid.NewGuid().ToString("N"),
        Messages = state.Messages,
    };
}
