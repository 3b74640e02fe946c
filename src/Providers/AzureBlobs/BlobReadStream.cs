using System.Buffers;
using Azure;
using Azure.Storage.Blobs;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>
/// Reads a blob that never changes, in pieces: each is asked for when it is needed, more at once the longer it goes straight on. When the
/// blob is deleted in the meantime, reading fails.
/// </summary>
internal sealed class BlobReadStream(BlobClient blob, long length, Func<ValueTask> closed) : Stream
{
    private const int FirstPiece = 64 * 1024;
    private const int LargestPiece = 1024 * 1024;

    private byte[] _piece = [];
    private long _pieceAt;
    private int _pieceLength;
    private int _nextSize = FirstPiece;
    private long _position;
    private bool _isClosed;

    public override bool CanRead => !_isClosed;

    public override bool CanSeek => !_isClosed;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (buffer.IsEmpty || _position >= length) return 0;
        if (_position < _pieceAt || _position >= _pieceAt + _pieceLength) await FetchAsync(cancellationToken).ConfigureAwait(false);
        var from = (int)(_position - _pieceAt);
        var count = Math.Min(buffer.Length, _pieceLength - from);
        _piece.AsSpan(from, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
        if (position < 0) throw new IOException("There is nothing before the start of a file.");
        return _position = position;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_isClosed) return;
        _isClosed = true;
        if (_piece.Length > 0) ArrayPool<byte>.Shared.Return(_piece);
        _piece = [];
        await closed().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isClosed) DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var goesOn = _pieceLength > 0 && _position == _pieceAt + _pieceLength;
        _nextSize = goesOn ? Math.Min(_nextSize * 2, LargestPiece) : FirstPiece;
        var count = (int)Math.Min(_nextSize, length - _position);
        if (_piece.Length < count)
        {
            if (_piece.Length > 0) ArrayPool<byte>.Shared.Return(_piece);
            _piece = [];
            _piece = ArrayPool<byte>.Shared.Rent(count);
        }

        // Nothing counts of what was there until all of the next is.
        _pieceLength = 0;
        await StorageFault.AsIoAsync(blob.Uri, () => DownloadAsync(count, cancellationToken), cancellationToken).ConfigureAwait(false);
        (_pieceAt, _pieceLength) = (_position, count);
    }

    private async Task<bool> DownloadAsync(int count, CancellationToken cancellationToken)
    {
        var asked = new Azure.Storage.Blobs.Models.BlobDownloadOptions { Range = new HttpRange(_position, count) };
        using var answer = (await blob.DownloadStreamingAsync(asked, cancellationToken).ConfigureAwait(false)).Value;
        await answer.Content.ReadExactlyAsync(_piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        return true;
    }
}
