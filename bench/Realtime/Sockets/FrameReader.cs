using System.Buffers.Binary;
using System.Net.WebSockets;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>
/// Takes a server's frames (RFC 6455, section 5) out of what arrives, cut anywhere. Payload of messages comes as it arrives, piece by piece
/// and without being copied; that of control frames comes whole. One reader for one connection.
/// </summary>
internal sealed class FrameReader
{
    private const int ShortestHeader = 2;
    private const int LongestHeader = 10;
    private const int LongestControl = 125;
    private const int Final = 0x80;
    private const int Reserved = 0x70;
    private const int Masked = 0x80;
    private const int ControlBit = 0x8;

    private readonly byte[] _header = new byte[LongestHeader];
    private int _headerHeld;
    private byte[]? _control;
    private int _controlHeld;
    private long _left;
    private Opcode _opcode;
    private bool _isInside;
    private bool _isWithinMessage;

    /// <summary>
    /// The next piece of payload, and what follows it. False when all has been taken. A frame without payload is a piece of length 0.
    /// </summary>
    /// <exception cref="WebSocketException">The server breaks the protocol.</exception>
    public bool TryNext(ref ReadOnlySpan<byte> rest, out Opcode opcode, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        opcode = default;
        if (!_isInside && !TryBegin(ref rest)) return false;
        opcode = _opcode;
        return IsControl(_opcode) ? TryControl(ref rest, out payload) : TryMessage(ref rest, out payload);
    }

    private bool TryMessage(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> payload)
    {
        payload = rest[..(int)Math.Min(rest.Length, _left)];
        rest = rest[payload.Length..];
        var isEmptyFrame = _left == 0;
        _left -= payload.Length;
        _isInside = _left > 0;
        return payload.Length > 0 || isEmptyFrame;
    }

    private bool TryControl(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> payload)
    {
        _control ??= new byte[LongestControl];
        var taken = (int)Math.Min(rest.Length, _left);
        rest[..taken].CopyTo(_control.AsSpan(_controlHeld));
        rest = rest[taken..];
        _controlHeld += taken;
        _left -= taken;
        payload = _control.AsSpan(0, _controlHeld);
        if (_left > 0) return false;
        _isInside = false;
        _controlHeld = 0;
        return true;
    }

    private bool TryBegin(ref ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            var wanted = _headerHeld < ShortestHeader ? ShortestHeader : HeaderLength(_header[1]);
            if (_headerHeld >= ShortestHeader && _headerHeld == wanted) break;
            if (rest.IsEmpty) return false;
            var taken = Math.Min(wanted - _headerHeld, rest.Length);
            rest[..taken].CopyTo(_header.AsSpan(_headerHeld));
            _headerHeld += taken;
            rest = rest[taken..];
        }

        _headerHeld = 0;
        Begin(_header);
        return true;
    }

    private void Begin(ReadOnlySpan<byte> header)
    {
        if ((header[0] & Reserved) != 0 || (header[1] & Masked) != 0) throw Broken("a frame with bits that it must not have");
        var isFinal = (header[0] & Final) != 0;
        _opcode = (Opcode)(header[0] & 0xf);
        _left = header[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(header[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(header[2..]),
            var length => length,
        };
        if (_left < 0) throw Broken("a frame longer than any");
        if (IsControl(_opcode))
        {
            if (!isFinal || _left > LongestControl) throw Broken("a control frame that is cut or too long");
        }
        else
        {
            if ((_opcode == Opcode.Continuation) != _isWithinMessage) throw Broken("a message inside another, or the end of none");
            if (_opcode > Opcode.Binary) throw Broken("a frame of no known kind");
            _isWithinMessage = !isFinal;
        }

        _isInside = true;
    }

    private static int HeaderLength(byte second) => (second & 0x7f) switch { 126 => 4, 127 => LongestHeader, _ => ShortestHeader };

    private static bool IsControl(Opcode opcode) => ((int)opcode & ControlBit) != 0;

    private static WebSocketException Broken(string what) => new(WebSocketError.Faulted, $"The server has sent {what}.");
}

/// <summary>What a frame is (RFC 6455, section 5.2).</summary>
internal enum Opcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
