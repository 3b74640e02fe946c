using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ConnectNow.Chats;
using ConnectNow.Files;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// The newest events of a chat, in memory: enough for a client that was away for a moment, bounded in events and in text, so that a
/// chat of a million messages costs what a chat of a hundred does.
/// </summary>
internal sealed class Tail
{
    /// <summary>Events kept at most.</summary>
    public const int Capacity = ChatLimits.MaxCatchUp;

    /// <summary>
    /// UTF-16 code units of text kept at most, files counted by what they weigh; the newest page stays whatever it holds.
    /// </summary>
    public const int TextCapacity = 256 * 1024;

    private readonly ChatEvent[] _ring = new ChatEvent[Capacity];
    private readonly Dictionary<string, long> _keys = [];
    private long _first = 1;
    private long _next = 1;
    private int _text;

    /// <summary>The oldest number kept; one past the newest when nothing is.</summary>
    public long First => _first;

    /// <summary>The number the next event must have.</summary>
    public long Next => _next;

    /// <summary>Starts over with events read from storage, ascending and gapless.</summary>
    public void Load(IReadOnlyList<ChatEvent> events, long lastSeq)
    {
        _keys.Clear();
        _text = 0;
        _first = _next = lastSeq + 1 - events.Count;
        foreach (var chatEvent in events) Append(chatEvent);
    }

    public void Append(ChatEvent chatEvent)
    {
        if (chatEvent.Seq != _next) throw new InvalidOperationException($"Event {chatEvent.Seq} can't follow {_next - 1}.");
        if (_next - _first == Capacity) DropOldest();
        _ring[Slot(chatEvent.Seq)] = chatEvent;
        _next++;
        _text += LengthOf(chatEvent);
        if (TimelineCodec.KeyOf(chatEvent) is { } key) _keys[key] = chatEvent.Seq;
        while (_text > TextCapacity && _next - _first > ChatLimits.PageSize) DropOldest();
    }

    /// <summary>Replaces an event with its new content, if it is kept.</summary>
    public void Rewrite(ChatEvent chatEvent)
    {
        if (!Holds(chatEvent.Seq)) return;
        ref var slot = ref _ring[Slot(chatEvent.Seq)];
        _text += LengthOf(chatEvent) - LengthOf(slot);
        slot = chatEvent;
    }

    public bool Holds(long seq) => seq >= _first && seq < _next;

    public bool TryGet(long seq, [NotNullWhen(true)] out ChatEvent? chatEvent)
    {
        chatEvent = Holds(seq) ? _ring[Slot(seq)] : null;
        return chatEvent is not null;
    }

    public long? FindKey(string key) => _keys.TryGetValue(key, out var seq) ? seq : null;

    /// <summary>Events from one number to another, both kept.</summary>
    public ImmutableArray<ChatEvent> Slice(long from, long to)
    {
        var slice = ImmutableArray.CreateBuilder<ChatEvent>((int)Math.Max(0, to - from + 1));
        for (var seq = from; seq <= to; seq++) slice.Add(_ring[Slot(seq)]);
        return slice.MoveToImmutable();
    }

    private void DropOldest()
    {
        ref var slot = ref _ring[Slot(_first)];
        _text -= LengthOf(slot);
        if (TimelineCodec.KeyOf(slot) is { } key) _keys.Remove(key);
        slot = null!;
        _first++;
    }

    private static int Slot(long seq) => (int)(seq % Capacity);

    private static int LengthOf(ChatEvent chatEvent) => (chatEvent.Text?.Length ?? 0) + chatEvent.Attachments.Sum(LengthOf);

    /// <summary>What it weighs, in characters: its name, its waveform, and some 100 for the rest.</summary>
    private static int LengthOf(Attachment attachment) => 100 + attachment.Name.Length + attachment.Waveform.Length;
}
