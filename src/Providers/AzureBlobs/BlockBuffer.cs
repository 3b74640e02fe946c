using System.Buffers;
using System.Security.Cryptography;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Bytes on their way to storage, in memory that is borrowed as they come: who sends nothing holds next to nothing.</summary>
internal sealed class BlockBuffer(int capacity) : IDisposable
{
    private const int FirstSize = 64 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Min(capacity, FirstSize));

    public int Length { get; private set; }

    /// <summary>To be read once or again, from the start.</summary>
    public MemoryStream Content() => new(_bytes, 0, Length, writable: false);

    /// <summary>Reads until it is full or the content is at its end; what was in it before is gone.</summary>
    public async ValueTask FillAsync(Stream content, CancellationToken cancellationToken)
    {
        Length = 0;
        while (Length < capacity)
        {
            if (Length == _bytes.Length) Grow();
            var read = await content.ReadAsync(_bytes.AsMemory(Length, Math.Min(_bytes.Length, capacity) - Length), cancellationToken)
                .ConfigureAwait(false);
            if (read == 0) return;
            Length += read;
        }
    }

    public bool HashesTo(ReadOnlySpan<byte> sha256) => SHA256.HashData(_bytes.AsSpan(0, Length)).AsSpan().SequenceEqual(sha256);

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(capacity, _bytes.Length * 4));
        _bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
