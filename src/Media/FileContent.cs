namespace ConnectNow.Media;

/// <summary>A file's bytes, read from anywhere in small pieces; the stream is the caller's to dispose.</summary>
internal sealed class FileContent(Stream stream)
{
    private const int WindowLength = 4 * 1024;

    private readonly byte[] _window = new byte[WindowLength];
    private long _windowStart;
    private int _windowLength;

    public Stream Stream { get; } = stream;

    public long Length { get; } = stream.Length;

    /// <summary>Bytes from an offset on; fewer than asked for at the end of the file, none beyond.</summary>
    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset >= Length || buffer.IsEmpty) return 0;
        if (buffer.Length >= WindowLength) return await ReadStreamAsync(offset, buffer, cancellationToken);
        var wanted = (int)Math.Min(buffer.Length, Length - offset);
        if (offset < _windowStart || offset + wanted > _windowStart + _windowLength)
        {
            // Formats are read from header to header, which often lie close together.
            _windowLength = 0;
            _windowLength = await ReadStreamAsync(offset, _window, cancellationToken);
            _windowStart = offset;
        }

        var from = (int)(offset - _windowStart);
        wanted = Math.Min(wanted, _windowLength - from);
        _window.AsMemory(from, wanted).CopyTo(buffer);
        return wanted;
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(long offset, int most, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Clamp(Length - offset, 0, most)];
        return buffer.AsMemory(0, await ReadAsync(offset, buffer, cancellationToken));
    }

    private async ValueTask<int> ReadStreamAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Stream.Position = offset;
        return await Stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
    }
}
