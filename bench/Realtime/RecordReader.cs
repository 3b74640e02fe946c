using System.Buffers;

namespace ConnectNow.Bench.Realtime;

/// <summary>
/// Takes the records of SignalR's JSON protocol out of pieces cut anywhere. One that is whole in its piece is not copied.
/// </summary>
internal sealed class RecordReader
{
    private const byte End = 0x1e;

    private byte[]? _begun;
    private int _length;
    private bool _isTaken;

    /// <summary>
    /// The next whole record, without its end mark; good until the next call. False when all is taken, or kept until its end comes.
    /// </summary>
    public bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> record)
    {
        if (_isTaken) Forget();
        var end = rest.IndexOf(End);
        if (end < 0)
        {
            Keep(rest);
            rest = default;
            record = default;
            return false;
        }

        record = rest[..end];
        rest = rest[(end + 1)..];
        if (_begun is null) return true;
        Keep(record);
        record = _begun.AsSpan(0, _length);
        _isTaken = true;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty) return;
        if (_begun is null || _begun.Length < _length + piece.Length) Grow(_length + piece.Length);
        piece.CopyTo(_begun.AsSpan(_length));
        _length += piece.Length;
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        _begun.AsSpan(0, _length).CopyTo(larger);
        if (_begun is not null) ArrayPool<byte>.Shared.Return(_begun);
        _begun = larger;
    }

    /// <summary>Thousands of connections must not each keep what their longest record has taken.</summary>
    private void Forget()
    {
        ArrayPool<byte>.Shared.Return(_begun!);
        _begun = null;
        _length = 0;
        _isTaken = false;
    }
}
