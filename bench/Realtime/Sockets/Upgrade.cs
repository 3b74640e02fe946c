using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>The opening handshake of a WebSocket (RFC 6455, section 4), with the credential that programs use.</summary>
internal sealed class Upgrade
{
    private const int KeyLength = 16;
    private const int Longest = 16 * 1024;

    private readonly string _accept;
    private readonly ArrayBufferWriter<byte> _held = new();

    /// <param name="target">Where: its path and query are asked for.</param>
    /// <param name="token">Of the one who connects.</param>
    public Upgrade(Uri target, string token)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength));
        _accept = AcceptOf(key);
        Request = Encoding.ASCII.GetBytes($"""
            GET {target.PathAndQuery} HTTP/1.1
            Host: {target.Authority}
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: {key}
            Authorization: Bearer {token}


            """.ReplaceLineEndings("\r\n"));
    }

    public byte[] Request { get; }

    /// <summary>
    /// Takes the server's answer, in as many pieces as it comes. True when it is whole; what is left of the piece are frames.
    /// </summary>
    /// <exception cref="WebSocketException">The server did not agree.</exception>
    public bool TryFinish(ref ReadOnlySpan<byte> piece)
    {
        var before = _held.WrittenCount;
        _held.Write(piece);
        if (before > Longest) throw Refused("its answer has no end");
        var held = _held.WrittenSpan;
        var end = held.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        piece = piece[(end + 4 - before)..];
        Check(Encoding.ASCII.GetString(held[..end]));
        return true;
    }

    /// <summary>What a server makes of a key, to show that it has understood.</summary>
    public static string AcceptOf(string key)
    {
#pragma warning disable CA5350 // The protocol names SHA-1; nothing is kept secret by it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    private void Check(string answer)
    {
        var lines = answer.Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal)) throw Refused(lines[0]);
        const string Accept = "Sec-WebSocket-Accept:";
        var accept = lines.FirstOrDefault(line => line.StartsWith(Accept, StringComparison.OrdinalIgnoreCase))?[Accept.Length..].Trim();
        if (accept != _accept) throw Refused("its answer is to another key");
    }

    private static WebSocketException Refused(string why) =>
        new(WebSocketError.NotAWebSocket, $"The server did not upgrade the connection: {why}.");
}
