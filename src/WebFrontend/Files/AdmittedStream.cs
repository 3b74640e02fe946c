namespace ConnectNow.WebFrontend.Files;

/// <summary>
/// Reads a file for a caller whose access may end in the meantime: asks again after every so many bytes or so much time, and fails
/// with an <see cref="OperationCanceledException"/> when it has ended.
/// </summary>
/// <param name="content">The file; disposed with this.</param>
/// <param name="isAdmitted">Whether the reader may go on. When it throws, the reader may not.</param>
/// <param name="time">The clock.</param>
internal sealed class AdmittedStream(Stream content, Func<Task<bool>> isAdmitted, TimeProvider time) : Stream
{
    /// <summary>Most bytes that go out between two questions.</summary>
    public const int BytesBetween = 16 * 1024 * 1024;

    /// <summary>A slow reader is asked about just as often.</summary>
    public static readonly TimeSpan TimeBetween = TimeSpan.FromSeconds(10);

    private long _since;
    private long _askedAt = time.GetTimestamp();

    public override bool CanRead => true;

    public override bool CanSeek => content.CanSeek;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position;
        set => content.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_since >= BytesBetween || time.GetElapsedTime(_askedAt) >= TimeBetween)
        {
            if (!await isAdmitted()) throw new OperationCanceledException("The reader's access has ended.");
            _since = 0;
            _askedAt = time.GetTimestamp();
        }

        var read = await content.ReadAsync(buffer, cancellationToken);
        _since += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => content.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads can ask.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
