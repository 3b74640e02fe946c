using System.Collections.Immutable;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Telemetry;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>Reading the timeline: from memory where the tail holds it, else a range of rows from storage.</summary>
internal sealed partial class ChatTimeline
{
    /// <summary>An event, or null when there is none of this number.</summary>
    public async ValueTask<ChatEvent?> Find(long seq)
    {
        if (_tail.TryGet(seq, out var chatEvent)) return chatEvent;
        if (State is null || seq < 1 || seq > State.LastSeq) return null;
        var rows = await _meter.Watch(StorageOperation.Read, _store.ReadAsync(_chatId, seq, 1));
        return rows is [var row] && row.Seq == seq ? TimelineCodec.Read(row) : null;
    }

    /// <summary>Events from one number to another, both included and clipped to what there is.</summary>
    public async ValueTask<ImmutableArray<ChatEvent>> Read(long from, long to)
    {
        from = Math.Max(from, 1);
        to = Math.Min(to, State?.LastSeq ?? 0);
        if (from > to) return [];
        var first = _tail.First;
        if (from >= first) return _tail.Slice(from, to);
        var older = await _meter.Watch(StorageOperation.Read, _store.ReadAsync(_chatId, from, (int)(Math.Min(to, first - 1) - from + 1)));
        var events = older.Select(TimelineCodec.Read);
        // The tail may have moved on while storage was read.
        return to < first ? [.. events] : [.. events, .. await Read(first, to)];
    }

    /// <summary>
    /// The newest events with a tag and a number below <paramref name="before"/>, ascending, and whether there are older ones.
    /// </summary>
    public async ValueTask<HistoryPage> Collect(Collected tag, long before, int count)
    {
        var rows = await _meter.Watch(StorageOperation.Read, _store.ReadTaggedAsync(_chatId, tag, before, count + 1));
        return new HistoryPage { Events = [.. rows.TakeLast(count).Select(TimelineCodec.Read)], HasMore = rows.Count > count };
    }

    /// <summary>One page of messages, found by searching for its first: no count and no scan, however long the chat.</summary>
    public async ValueTask<(ImmutableArray<ChatEvent> Messages, bool HasMore)> Page(MessageQuery query)
    {
        var last = State?.LastSeq ?? 0;
        var firstSeq = query.After is { } after ? await FirstWhere(chatEvent => chatEvent.At > after) : 1;
        var endSeq = query.Before is { } before ? await FirstWhere(chatEvent => chatEvent.At >= before) : last + 1;
        var skipped = await MessagesUpTo(firstSeq - 1) + ((query.Page - 1L) * query.PerPage);
        var end = await MessagesUpTo(endSeq - 1);
        if (skipped >= end) return ([], false);

        var seq = await FirstWhere(chatEvent => chatEvent.Messages > skipped);
        var page = ImmutableArray.CreateBuilder<ChatEvent>();
        var until = Math.Min(end, skipped + query.PerPage);
        while (seq < endSeq)
        {
            var events = await Read(seq, Math.Min(seq + query.PerPage, endSeq - 1));
            page.AddRange(events.Where(chatEvent => chatEvent is { Kind: EventKind.Message, DeletedAt: null } && chatEvent.Messages <= until));
            if (events.IsEmpty || events[^1].Messages >= until) break;
            seq = events[^1].Seq + 1;
        }

        return (page.ToImmutable(), until < end);
    }

    private async ValueTask<long> MessagesUpTo(long seq) =>
        seq < 1 ? 0 : (await Find(seq))?.Messages ?? State?.Messages ?? 0;

    /// <summary>The first event for which a condition holds that holds for all after it; one past the last when for none.</summary>
    private async ValueTask<long> FirstWhere(Func<ChatEvent, bool> holds)
    {
        long low = 1, high = (State?.LastSeq ?? 0) + 1;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await Find(middle) is { } chatEvent && holds(chatEvent)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
