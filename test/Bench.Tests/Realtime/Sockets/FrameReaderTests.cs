using System.Net.WebSockets;
using System.Text;
using ConnectNow.Bench.Realtime.Sockets;

namespace ConnectNow.Bench.Tests.Realtime.Sockets;

public class FrameReaderTests
{
    private const byte Final = 0x80;

    public static TheoryData<int> Lengths => [0, 1, 125, 126, 127, 65_535, 65_536, 100_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_message_of_any_length_comes_whole(int length)
    {
        var payload = Letters(length);

        Assert.Equal([(Opcode.Text, payload)], Read([.. Frame(Opcode.Text, payload)]));
    }

    [Fact]
    public void What_arrives_may_be_cut_anywhere()
    {
        byte[] sent = [.. Frame(Opcode.Text, "first"), .. Frame(Opcode.Ping, "are you there"), .. Frame(Opcode.Text, Letters(300)), .. Frame(Opcode.Close, "")];
        var whole = Joined(Read(sent));

        for (var cut = 1; cut < sent.Length; cut++) Assert.Equal(whole, Joined(Read(sent[..cut], sent[cut..])));
        Assert.Equal(whole, Joined(Read([.. sent.Select(each => new[] { each })])));
    }

    [Fact]
    public void A_message_may_come_in_fragments_with_a_ping_between_them()
    {
        byte[] sent = [.. Frame(Opcode.Text, "one ", isFinal: false), .. Frame(Opcode.Ping, "!"), .. Frame(Opcode.Continuation, "two")];

        Assert.Equal([(Opcode.Text, "one "), (Opcode.Ping, "!"), (Opcode.Continuation, "two")], Read(sent));
    }

    [Fact]
    public void What_the_protocol_forbids_is_refused()
    {
        byte[][] forbidden =
        [
            [Final | 0x40 | 1, 0],
            [Final | 1, 0x80, 0, 0, 0, 0],
            [Final | 3, 0],
            [(byte)Opcode.Ping, 0],
            [Final | (byte)Opcode.Ping, 126, 0, 126],
            [Final | (byte)Opcode.Continuation, 0],
            [.. Frame(Opcode.Text, "begun", isFinal: false), .. Frame(Opcode.Text, "another")],
            [Final | 1, 127, 0x80, 0, 0, 0, 0, 0, 0, 0],
        ];

        Assert.All(forbidden, sent => Assert.Throws<WebSocketException>(() => Read(sent)));
    }

    private static List<(Opcode, string)> Read(params byte[][] pieces)
    {
        var reader = new FrameReader();
        var read = new List<(Opcode, string)>();
        foreach (var piece in pieces)
        {
            ReadOnlySpan<byte> rest = piece;
            while (reader.TryNext(ref rest, out var opcode, out var payload)) read.Add((opcode, Encoding.ASCII.GetString(payload)));
            Assert.True(rest.IsEmpty);
        }

        return read;
    }

    /// <summary>Where a message was cut says nothing: its pieces belong together.</summary>
    private static string Joined(List<(Opcode Opcode, string Payload)> pieces) =>
        string.Concat(pieces.Select(piece => piece.Opcode is Opcode.Text ? piece.Payload : $"[{piece.Opcode} {piece.Payload}]"));

    private static string Letters(int length) => string.Create(length, 0, static (text, _) =>
    {
        for (var index = 0; index < text.Length; index++) text[index] = (char)('a' + (index % 26));
    });

    private static byte[] Frame(Opcode opcode, string payload, bool isFinal = true)
    {
        var (length, first) = (payload.Length, (byte)((isFinal ? Final : 0) | (int)opcode));
        byte[] header = length switch
        {
            < 126 => [first, (byte)length],
            < 65_536 => [first, 126, (byte)(length >> 8), (byte)length],
            _ => [first, 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        };
        return [.. header, .. Encoding.ASCII.GetBytes(payload)];
    }
}
