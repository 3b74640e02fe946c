namespace ConnectNow.Conformance;

/// <summary>Content as it comes from a network: in pieces, read once, forwards.</summary>
public abstract class ContentStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Breaks off after so many bytes.</summary>
public sealed class BrokenStream(byte[] content, int after) : ContentStream
{
    public const string Message = "the line was cut";

    private int _read;

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_read >= after) throw new InvalidTimeZoneException(Message);
        var piece = Math.Min(Math.Min(count, 7919), after - _read);
        content.AsSpan(_read, piece).CopyTo(buffer.AsSpan(offset));
        _read += piece;
        return piece;
    }
}

/// <summary>Never ends; says how much of it was read.</summary>
public sealed class EndlessStream(Action<long> read) : ContentStream
{
    private long _read;

    public override int Read(byte[] buffer, int offset, int count)
    {
        Array.Clear(buffer, offset, count);
        _read += count;
        read(_read);
        return count;
    }
}

/// <summary>Gives its content only when it is let.</summary>
public sealed class HeldStream(byte[] content) : ContentStream
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStream _content = new(content);

    /// <summary>Half of it was read.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var half = _content.Length / 2;
        if (_content.Position < half) return await _content.ReadAsync(buffer[..(int)Math.Min(buffer.Length, half - _content.Position)], cancellationToken);
        _reached.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        return await _content.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
