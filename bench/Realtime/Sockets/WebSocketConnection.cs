using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.InteropServices;

namespace ConnectNow.Bench.Realtime.Sockets;

/// <summary>
/// A WebSocket of an <see cref="EventLoop"/>, and touched by it alone: it connects, upgrades, answers pings, and hands on what it reads
/// where it lies. Sending never waits: what the kernel does not take is kept until it does.
/// </summary>
internal sealed partial class WebSocketConnection(
    EventLoop loop, Uri target, string token, IWebSocketListener listener) : IEventSource, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);

    private readonly FrameReader _frames = new();
    private readonly ArrayBufferWriter<byte> _unsent = new();
    private Socket? _socket;
    private Upgrade? _upgrade;
    private int _key;
    private bool _isOpen;
    private bool _isReading = true;

    /// <summary>Whether the kernel has taken all that was sent.</summary>
    public bool HasSentAll => _unsent.WrittenCount == 0;

    private bool IsEnded => _socket is null;

    /// <summary>The listener hears how it went.</summary>
    public void Connect()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        _key = loop.Watch(_socket.SafeHandle, Readiness.None, this);
        var host = new IPEndPoint(IPAddress.TryParse(target.Host, out var address) ? address : IPAddress.Loopback, target.Port).Serialize();
        if (Connect(_socket.SafeHandle, in host.Buffer.Span[0], host.Size) < 0 && Marshal.GetLastPInvokeError() != InProgress)
        {
            End($"connecting failed with error {Marshal.GetLastPInvokeError()}");
            return;
        }

        loop.Change(_socket.SafeHandle, Readiness.ToWrite, _key);
        loop.At(Stopwatch.GetTimestamp() + (long)(Timeout.TotalSeconds * Stopwatch.Frequency), () =>
        {
            if (!_isOpen) End("the server did not upgrade the connection in time");
        });
    }

    public void Send(ReadOnlySpan<byte> message) => Send(Opcode.Text, message);

    /// <summary>Leaves unread what comes from now on: the server's side fills up.</summary>
    public void StopReading()
    {
        _isReading = false;
        UpdateInterest();
    }

    /// <summary>Closes it. The listener hears of that too.</summary>
    public void Dispose() => End("it was closed here");

    public void OnReady(Readiness ready)
    {
        if (IsEnded) return;
        if (_upgrade is null) BeginUpgrade(ready);
        else if ((ready & Readiness.ToWrite) != 0 && _unsent.WrittenCount > 0) Flush();
        if ((ready & ~Readiness.ToWrite) != 0 && !IsEnded) Receive();
    }

    private void BeginUpgrade(Readiness ready)
    {
        if ((ready & (Readiness.Failed | Readiness.Ended)) != 0)
        {
            End("the server did not take the connection");
            return;
        }

        _upgrade = new Upgrade(target, token);
        loop.Change(_socket!.SafeHandle, Readiness.ToRead, _key);
        Write(_upgrade.Request);
    }

    private void Receive()
    {
        var count = _socket!.Receive(loop.Incoming, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return;
        if (error != SocketError.Success || count == 0)
        {
            End(count == 0 ? "the server has closed it" : $"reading failed: {error}");
            return;
        }

        // What comes although nobody reads can only be the end.
        if (_isReading) Take(loop.Incoming.AsSpan(0, count), Stopwatch.GetTimestamp());
    }

    private void Take(ReadOnlySpan<byte> bytes, long now)
    {
        try
        {
            if (!_isOpen)
            {
                if (!_upgrade!.TryFinish(ref bytes)) return;
                _isOpen = true;
                listener.Opened();
            }

            while (!IsEnded && _frames.TryNext(ref bytes, out var opcode, out var payload)) Take(opcode, payload, now);
        }
        catch (Exception broken) when (broken is WebSocketException or InvalidDataException)
        {
            End(broken.Message);
        }
    }

    private void Take(Opcode opcode, ReadOnlySpan<byte> payload, long now)
    {
        switch (opcode)
        {
            case Opcode.Ping:
                Send(Opcode.Pong, payload);
                break;
            case Opcode.Close:
                End("the server has closed it");
                break;
            case Opcode.Pong:
                break;
            default:
                listener.Received(payload, now);
                break;
        }
    }

    private void Send(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (IsEnded) return;
        var length = FrameWriter.Write(loop.Outgoing, opcode, payload, (uint)Random.Shared.NextInt64());
        Write(loop.Outgoing.AsSpan(0, length));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_unsent.WrittenCount == 0 && !TryWrite(ref bytes)) return;
        if (bytes.IsEmpty) return;
        _unsent.Write(bytes);
        UpdateInterest();
    }

    private void Flush()
    {
        var bytes = _unsent.WrittenSpan;
        if (!TryWrite(ref bytes)) return;
        var left = bytes.ToArray();
        _unsent.ResetWrittenCount();
        _unsent.Write(left);
        if (left.Length == 0) UpdateInterest();
    }

    /// <summary>Leaves what the kernel does not take yet. False: it has ended.</summary>
    private bool TryWrite(ref ReadOnlySpan<byte> bytes)
    {
        var sent = _socket!.Send(bytes, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return true;
        if (error != SocketError.Success)
        {
            End($"writing failed: {error}");
            return false;
        }

        bytes = bytes[sent..];
        return true;
    }

    private void UpdateInterest()
    {
        if (IsEnded) return;
        var interest = (_isReading ? Readiness.ToRead : Readiness.None) | (_unsent.WrittenCount > 0 ? Readiness.ToWrite : Readiness.None);
        loop.Change(_socket!.SafeHandle, interest, _key);
    }

    private void End(string why)
    {
        if (_socket is not { } socket) return;
        _socket = null;
        loop.Forget(_key);
        socket.Dispose();
        listener.Ended(why);
    }

    private const int InProgress = 115;

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(SafeHandle socket, in byte address, int length);
}

/// <summary>Whose connection it is. Called by its loop.</summary>
internal interface IWebSocketListener
{
    void Opened();

    /// <summary>
    /// The next piece of what the server says, gone after this call. Where one message ends and the next begins is not told: the hub's own
    /// marks are.
    /// </summary>
    void Received(ReadOnlySpan<byte> payload, long now);

    /// <summary>Once: it could not be made, has broken, or was closed.</summary>
    void Ended(string why);
}
