using System.Buffers;

namespace ConnectNow.Providers.Files;

/// <summary>Reads a stream through one buffer that it borrows.</summary>
internal sealed class PooledReader(Stream source, int size) : IDisposable
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>The next bytes, at most so many, good until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int most, CancellationToken cancellationToken)
    {
        var wanted = Math.Min(most, size);
        return _buffer.AsMemory(0, await source.ReadAtLeastAsync(_buffer.AsMemory(0, wanted), wanted, false, cancellationToken).ConfigureAwait(false));
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
