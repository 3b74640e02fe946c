using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace ConnectNow.Bench.Realtime;

internal sealed partial class HubClient
{
    /// <summary>Within so many bytes after its number, an event's text begins.</summary>
    private const int LongestHead = 256;

    private readonly TimelineOrder _order = new();
    private RecordReader _records = new();
    private long _lastSent;
    private bool _isShaken;
    private bool _hasBegun;
    private bool _isClosing;
    private bool _asksForMissing;
    private bool _mayTalk;

    private static ReadOnlySpan<byte> SeqField => "\"seq\":"u8;

    public void Received(ReadOnlySpan<byte> payload, long now)
    {
        while (_records.TryNext(ref payload, out var record)) Take(record, now);
        if (_asksForMissing) Sync();
        if (_mayTalk) Talk();
    }

    private void Take(ReadOnlySpan<byte> record, long now)
    {
        if (record.StartsWith("{\"type\":1,\"target\":\"events\""u8)) TakeEvents(record, now, answered: false);
        else if (record.StartsWith("{\"type\":3,"u8)) TakeAnswer(record, now);
        else if (!_isShaken) TakeHandshake(record);
        else if (record.StartsWith("{\"type\":1,\"target\":\"resync\""u8)) TakeResync();
        else if (record.StartsWith("{\"type\":7"u8)) throw Unexpected(record);
    }

    private void TakeHandshake(ReadOnlySpan<byte> record)
    {
        if (!record.SequenceEqual("{}"u8)) throw Unexpected(record);
        _isShaken = true;
        _connected?.TrySetResult();
        WhenConnected?.Invoke(this);
    }

    private void TakeAnswer(ReadOnlySpan<byte> record, long now)
    {
        var id = record[(record.IndexOf("\"invocationId\":\""u8) + 16)..];
        var refused = record.IndexOf("\"refusal\":{"u8) >= 0 || record.IndexOf("\"error\":"u8) >= 0;
        if (id.StartsWith("open\""u8))
        {
            TakeOpened(record, now, refused);
        }
        else if (id.StartsWith("sync\""u8))
        {
            TakeSynced(record, now, refused);
        }
        else
        {
            if (refused) Tally.Refused++;
            else Tally.Acknowledge(MessageTemplate.Read(id), now);
            if (refused || Talks == Pace.Acknowledged) _mayTalk = true;
        }
    }

    private void TakeOpened(ReadOnlySpan<byte> record, long now, bool refused)
    {
        if (refused) throw Unexpected(record);
        OpenTook = Stopwatch.GetElapsedTime(_openCalledAt, now);
        var lastSeq = Number(record[(record.IndexOf("\"last_seq\":"u8) + 11)..]);
        if (_hasBegun)
        {
            TakeEvents(record, now, answered: true);
            // The answer itself says how far it goes.
            if (_order.Last != lastSeq) Tally.Gaps++;
        }

        else
        {
            FirstPage = record.Count(SeqField);
        }

        _hasBegun = true;
        _order.Begin(lastSeq);
        _opened?.TrySetResult();
        WhenOpened?.Invoke(this);
    }

    private void TakeSynced(ReadOnlySpan<byte> record, long now, bool refused)
    {
        if (refused) throw Unexpected(record);
        TakeEvents(record, now, answered: true);
        _asksForMissing = !_order.EndAnswer();
    }

    /// <summary>No text of ours has a quotation mark in it, so this field's name stands nowhere but where an event begins.</summary>
    private void TakeEvents(ReadOnlySpan<byte> record, long now, bool answered)
    {
        for (var at = record.IndexOf(SeqField); at >= 0; at = record.IndexOf(SeqField))
        {
            record = record[(at + SeqField.Length)..];
            var seq = Number(record);
            if (!Count(answered ? _order.Answered(seq) : _order.Heard(seq))) continue;
            var head = record[..Math.Min(record.Length, LongestHead)];
            var text = head.IndexOf(MessageTemplate.Marker);
            if (text < 0 || head[..text].IndexOf(SeqField) >= 0) continue;
            var scheduled = MessageTemplate.Read(record[(text + MessageTemplate.Marker.Length)..]);
            Tally.Deliver(scheduled, now);
            if (Talks == Pace.Heard && scheduled == _lastSent) _mayTalk = true;
            // Nothing in the text is looked at again.
            record = record[Math.Min(record.Length, text + Workload.TextLength)..];
        }
    }

    /// <summary>Whether it is to be delivered.</summary>
    private bool Count(Turn turn)
    {
        switch (turn)
        {
            case Turn.Again:
                Tally.Duplicates++;
                return false;
            case Turn.TooEarly:
                Tally.Gaps++;
                _asksForMissing = true;
                return false;
            case Turn.Skipped:
                Tally.Gaps++;
                return true;
            default:
                return turn == Turn.Next;
        }
    }

    private void TakeResync()
    {
        Tally.Resyncs++;
        _order.Wait();
        _asksForMissing = true;
    }

    private void Sync()
    {
        _asksForMissing = false;
        _connection!.Send(Encoding.ASCII.GetBytes($$"""{"type":1,"invocationId":"sync","target":"Sync","arguments":[{{_order.Last}}]}""" + "\u001e"));
    }

    private static long Number(ReadOnlySpan<byte> from) =>
        Utf8Parser.TryParse(from, out long number, out _) ? number : throw Unexpected(from);

    private static InvalidDataException Unexpected(ReadOnlySpan<byte> record) =>
        new($"the server has said what no benchmark expects: {Encoding.UTF8.GetString(record[..Math.Min(record.Length, 400)])}");
}
