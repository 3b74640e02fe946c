using System.Security.Cryptography;

namespace ConnectNow.Bench.Files;

/// <summary>A large file that is nowhere: each block is made when it is sent, from its number, and can't be compressed.</summary>
internal sealed class Content(long size)
{
    public const int BlockSize = 4 * 1024 * 1024;

    public long Size { get; } = size;

    public int Blocks => (int)((Size + BlockSize - 1) / BlockSize);

    /// <summary>Makes a block in a buffer of <see cref="BlockSize"/>, and says how much of it is the block.</summary>
    public int Fill(int index, byte[] buffer)
    {
        var length = (int)Math.Min(BlockSize, Size - ((long)index * BlockSize));
        new Random(index).NextBytes(buffer.AsSpan(0, length));
        return length;
    }

    public byte[] Sha256()
    {
        var buffer = new byte[BlockSize];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < Blocks; index++) hash.AppendData(buffer, 0, Fill(index, buffer));
        return hash.GetHashAndReset();
    }
}
