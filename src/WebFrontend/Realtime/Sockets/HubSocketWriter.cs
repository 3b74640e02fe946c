using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace ConnectNow.WebFrontend.Realtime.Sockets;

/// <summary>
/// What the hub writes, as WebSocket messages: what is already bytes goes to the socket as it is, on the thread that writes it. No copy, no
/// queue and no other thread lie between; a socket that is full makes the writer wait, and <see cref="Subscriber"/> bounds what gathers.
/// </summary>
/// <remarks>One write at a time, as the hub sees to. A connection that is gone is no error: the flush says that it is completed.</remarks>
internal sealed class HubSocketWriter(WebSocket socket, TimeProvider time) : PipeWriter
{
    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private byte[]? _unsent;
    private int _length;
    private long _waitingSince;

    /// <summary>What messages are sent as: text for JSON, binary for MessagePack.</summary>
    public WebSocketMessageType MessageType { get; set; } = WebSocketMessageType.Text;

    /// <summary>How long the socket has been taking nothing of what is being written.</summary>
    public TimeSpan Waiting => Volatile.Read(ref _waitingSince) is not 0 and var since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _unsent.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _length += bytes;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_length == 0) return SendAsync(source, rented: null);
        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length == 0) return new(Sent);
        var (unsent, length) = (_unsent!, _length);
        (_unsent, _length) = (null, 0);
        return SendAsync(unsent.AsMemory(0, length), unsent);
    }

    /// <summary>Nothing to do: a write that is stuck ends with the socket.</summary>
    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        if (_unsent is { } unsent) ArrayPool<byte>.Shared.Return(unsent);
        (_unsent, _length) = (null, 0);
    }

    private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> message, byte[]? rented)
    {
        var sending = socket.SendAsync(message, MessageType, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        if (!sending.IsCompletedSuccessfully) return WaitAsync(sending, rented);
        sending.GetAwaiter().GetResult();
        Return(rented);
        return new(Sent);
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask sending, byte[]? rented)
    {
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        try
        {
            await sending;
            return Sent;
        }
        catch (Exception gone) when (HubSocket.IsGone(gone))
        {
            return Gone;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
            Return(rented);
        }
    }

    private void MakeRoom(int bytes)
    {
        if (_unsent is not null && _unsent.Length - _length >= bytes) return;
        var roomier = ArrayPool<byte>.Shared.Rent(Math.Max(256, (_length + bytes) * 2));
        _unsent.AsSpan(0, _length).CopyTo(roomier);
        Return(_unsent);
        _unsent = roomier;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }
}
