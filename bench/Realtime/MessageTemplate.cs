using System.Text;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// A <c>Send</c> of one client, written once; only its numbers change. When it was to be sent stands twice in it: as the invocation's id,
/// so that the answer says it, and in the text, so that everybody who hears it knows: <c>qZ7M</c> and 16 hexadecimal digits, then padding.
/// </summary>
internal sealed class MessageTemplate
{
    private const int Digits = 16;

    private readonly byte[] _bytes;
    private readonly int _invocation;
    private readonly int _clientId;
    private readonly int _text;
    private long _sent;

    /// <param name="isMarked">Whether those who hear it count it.</param>
    public MessageTemplate(bool isMarked = true)
    {
        var blank = new string('0', Digits);
        var text = new StringBuilder(isMarked ? Encoding.ASCII.GetString(Marker) : new string('-', Marker.Length)).Append(blank);
        while (text.Length < Workload.TextLength) text.Append((char)('a' + (text.Length % 23)));
        var before = "{\"type\":1,\"invocationId\":\"";
        var between = "\",\"target\":\"Send\",\"arguments\":[{\"client_id\":\"";
        var after = "\",\"text\":\"";
        _bytes = Encoding.ASCII.GetBytes($"{before}{blank}{between}{blank}{after}{text}\"}}]}}\u001e");
        _invocation = before.Length;
        _clientId = _invocation + Digits + between.Length;
        _text = _clientId + Digits + after.Length + Marker.Length;
    }

    public static ReadOnlySpan<byte> Marker => "qZ7M"u8;

    /// <summary>The next message. The bytes are good until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Next(long scheduled)
    {
        Write(scheduled, _invocation);
        Write(++_sent, _clientId);
        Write(scheduled, _text);
        return _bytes;
    }

    /// <summary>The number that begins here, as <see cref="Next"/> has written it.</summary>
    public static long Read(ReadOnlySpan<byte> from)
    {
        long number = 0;
        foreach (var digit in from[..Digits]) number = (number << 4) | (long)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        return number;
    }

    private void Write(long number, int at)
    {
        for (var digit = at + Digits - 1; digit >= at; digit--, number >>= 4) _bytes[digit] = "0123456789abcdef"u8[(int)(number & 15)];
    }
}
