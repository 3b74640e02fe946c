using System.Buffers.Text;
using System.Text;

namespace ConnectNow.Bench.Realtime;

internal sealed partial class HubClient
{
    private const byte RecordEnd = 0x1e;

    private long _last;
    private long _lastSent;
    private bool _missesSome;
    private bool _asksForMissing;
    private bool _wasToldToResync;
    private bool _mayTalk;

    private static ReadOnlySpan<byte> SeqField => "\"seq\":"u8;

    /// <summary>Takes every whole record; what is left of the last one moves to the front. Answers how much that is.</summary>
    private int Take(byte[] buffer, int held, long now)
    {
        var rest = buffer.AsSpan(0, held);
        for (var end = rest.IndexOf(RecordEnd); end >= 0; end = rest.IndexOf(RecordEnd))
        {
            TakeRecord(rest[..end], now);
            rest = rest[(end + 1)..];
        }

        rest.CopyTo(buffer);
        return rest.Length;
    }

    private void TakeRecord(ReadOnlySpan<byte> record, long now)
    {
        if (record.StartsWith("{\"type\":1,\"target\":\"events\""u8)) TakeEntries(record, now, answersSync: false);
        else if (record.StartsWith("{\"type\":3,"u8)) TakeAnswer(record, now);
        else if (record.StartsWith("{\"type\":1,\"target\":\"resync\""u8)) Resync();
        else if (record.StartsWith("{\"error\""u8) || record.StartsWith("{\"type\":7"u8)) throw Unexpected(record);
    }

    private void TakeAnswer(ReadOnlySpan<byte> record, long now)
    {
        var id = record[(record.IndexOf("\"invocationId\":\""u8) + 16)..];
        var refused = record.IndexOf("\"refusal\":{"u8) >= 0 || record.IndexOf("\"error\":"u8) >= 0;
        if (id.StartsWith("open\""u8))
        {
            if (refused) throw Unexpected(record);
            _last = Number(record[(record.IndexOf("\"last_seq\":"u8) + 11)..]);
            _opened.TrySetResult();
        }
        else if (id.StartsWith("sync\""u8))
        {
            if (refused) throw Unexpected(record);
            _missesSome = false;
            TakeEntries(record, now, answersSync: true);
        }
        else
        {
            if (refused) Tally.Refused++;
            else Tally.Acknowledge(MessageTemplate.Read(id), now);
            if (refused || Talks == Pace.Acknowledged) _mayTalk = true;
        }
    }

    /// <summary>No text of ours has a quotation mark in it, so this field's name stands nowhere but where an entry begins.</summary>
    private void TakeEntries(ReadOnlySpan<byte> record, long now, bool answersSync)
    {
        for (var at = record.IndexOf(SeqField); at >= 0; at = record.IndexOf(SeqField))
        {
            record = record[(at + SeqField.Length)..];
            if (!IsNext(Number(record), answersSync)) continue;
            var next = record.IndexOf(SeqField);
            var entry = next < 0 ? record : record[..next];
            var text = entry.IndexOf(MessageTemplate.Marker);
            if (text < 0) continue;
            var scheduled = MessageTemplate.Read(entry[(text + MessageTemplate.Marker.Length)..]);
            Tally.Deliver(scheduled, now);
            if (Talks == Pace.Heard && scheduled == _lastSent) _mayTalk = true;
        }
    }

    private bool IsNext(long seq, bool answersSync)
    {
        if (_missesSome) return false;
        if (seq <= _last)
        {
            if (!_wasToldToResync) Tally.Duplicates++;
            return false;
        }

        if (seq > _last + 1)
        {
            if (!_wasToldToResync) Tally.Gaps++;
            // A page that begins later than what is missing: the server keeps no more to catch up with, and the rest counts as lost.
            if (!answersSync)
            {
                AskForMissing();
                return false;
            }
        }

        _last = seq;
        return true;
    }

    private void Resync()
    {
        Tally.Resyncs++;
        _wasToldToResync = true;
        AskForMissing();
    }

    private void AskForMissing() => _missesSome = _asksForMissing = true;

    private byte[] SyncCall()
    {
        _asksForMissing = false;
        return Encoding.ASCII.GetBytes($$"""{"type":1,"invocationId":"sync","target":"Sync","arguments":[{{_last}}]}""" + "\u001e");
    }

    private static long Number(ReadOnlySpan<byte> from) =>
        Utf8Parser.TryParse(from, out long number, out _) ? number : throw Unexpected(from);

    private static InvalidOperationException Unexpected(ReadOnlySpan<byte> record) =>
        new($"The server has said what no benchmark expects: {Encoding.UTF8.GetString(record[..Math.Min(record.Length, 400)])}");
}
