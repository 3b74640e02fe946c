namespace ConnectNow.Media;

/// <summary>
/// A file made of another one's bytes: some kept, some left out, some put in. It is written in one pass, without ever being held in memory.
/// </summary>
internal sealed class Splice
{
    /// <summary>Files have a few pieces; one with more was made to be a burden.</summary>
    private const int MostPieces = 65_536;

    private readonly List<Piece> _pieces = [];

    private readonly record struct Piece(long From, long Length, byte[]? Put);

    public long Length { get; private set; }

    public bool HasTooManyPieces => _pieces.Count > MostPieces;

    /// <summary>Takes bytes of the original.</summary>
    public void Keep(long from, long length)
    {
        if (length == 0) return;
        Length += length;
        if (_pieces is [.., { Put: null } last] && last.From >= 0 && last.From + last.Length == from) _pieces[^1] = last with { Length = last.Length + length };
        else if (!HasTooManyPieces) _pieces.Add(new(from, length, null));
    }

    public void Put(byte[] bytes)
    {
        Length += bytes.Length;
        if (!HasTooManyPieces) _pieces.Add(new(0, bytes.Length, bytes));
    }

    public void PutZeros(long length)
    {
        if (length == 0) return;
        Length += length;
        if (!HasTooManyPieces) _pieces.Add(new(-1, length, null));
    }

    /// <summary>Nothing is left out and nothing put in: there is no need to write anything.</summary>
    public bool IsWhole(FileContent original) =>
        original.Length == Length && _pieces is [] or [{ From: 0, Put: null }] && original.Length == Length;

    public Stream Over(FileContent original) => new Pieces(original, _pieces, Length);

    private sealed class Pieces(FileContent original, List<Piece> pieces, long length) : Stream
    {
        private int _piece;
        private long _within;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_piece == pieces.Count || buffer.IsEmpty) return 0;
            var piece = pieces[_piece];
            var wanted = buffer[..(int)Math.Min(buffer.Length, piece.Length - _within)];
            if (piece.Put is { } put) put.AsMemory((int)_within, wanted.Length).CopyTo(wanted);
            else if (piece.From < 0) wanted.Span.Clear();
            else if (await original.ReadAsync(piece.From + _within, wanted, cancellationToken) < wanted.Length)
                throw new EndOfStreamException("The file became shorter while it was read.");

            _within += wanted.Length;
            if (_within == piece.Length) (_piece, _within) = (_piece + 1, 0);
            return wanted.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
