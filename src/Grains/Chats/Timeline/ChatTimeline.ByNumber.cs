using System.Collections.Immutable;
using ConnectNow.Chats;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>Messages by their numbers: what a program asks for that remembers how far it has read.</summary>
internal sealed partial class ChatTimeline
{
    /// <summary>Events looked at for one page: who has deleted thousands of messages must not make others wait.</summary>
    private const int MostLookedAt = 5_000;

    /// <summary>
    /// The messages next to a number, ascending. Deleted ones take no place: a page is short only at the end of what there is, or where
    /// more was deleted than is looked through at once; then <c>LookedAt</c> says from where to go on.
    /// </summary>
    public async ValueTask<(ImmutableArray<ChatEvent> Messages, bool HasMore, long LookedAt)> Near(MessageQuery query)
    {
        var (first, end) = await Bounds(query);
        return query.AfterSeq is not null ? await Following(first, end, query.PerPage) : await Preceding(first, end, query.PerPage);
    }

    private async ValueTask<(long First, long End)> Bounds(MessageQuery query)
    {
        var first = Math.Max(query.AfterSeq ?? 0, 0) + 1;
        var end = Math.Min(query.BeforeSeq ?? long.MaxValue, (State?.LastSeq ?? 0) + 1);
        if (query.After is { } after) first = Math.Max(first, await FirstWhere(chatEvent => chatEvent.At > after));
        if (query.Before is { } before) end = Math.Min(end, await FirstWhere(chatEvent => chatEvent.At >= before));
        return (first, end);
    }

    private async ValueTask<(ImmutableArray<ChatEvent> Messages, bool HasMore, long LookedAt)> Following(long first, long end, int count)
    {
        var found = new List<ChatEvent>();
        var next = first;
        while (next < end && found.Count <= count && next - first < MostLookedAt)
        {
            var until = Math.Min(end - 1, next + ChatLimits.MaxPageSize - 1);
            found.AddRange((await Read(next, until)).Where(IsShown));
            next = until + 1;
        }

        if (found.Count <= count) return ([.. found], next < end, next - 1);
        return ([.. found.Take(count)], true, found[count - 1].Seq);
    }

    private async ValueTask<(ImmutableArray<ChatEvent> Messages, bool HasMore, long LookedAt)> Preceding(long first, long end, int count)
    {
        var found = new List<ChatEvent>();
        var next = end - 1;
        while (next >= first && found.Count <= count && end - next <= MostLookedAt)
        {
            var from = Math.Max(first, next - ChatLimits.MaxPageSize + 1);
            found.InsertRange(0, (await Read(from, next)).Where(IsShown));
            next = from - 1;
        }

        if (found.Count <= count) return ([.. found], next >= first, next + 1);
        return ([.. found.TakeLast(count)], true, found[^count].Seq);
    }

    private static bool IsShown(ChatEvent chatEvent) => chatEvent is { Kind: EventKind.Message, DeletedAt: null };
}
