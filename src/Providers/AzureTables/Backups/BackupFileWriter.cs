using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>
/// One file of a backup while it is written: packed, and hashed as it is packed. One that was not closed is in no manifest, whatever it
/// holds.
/// </summary>
internal sealed class BackupFileWriter : IAsyncDisposable
{
    private readonly BlockBlobClient _blob;
    private readonly string _name;
    private readonly SHA256 _hash = SHA256.Create();
    private readonly GZipStream _packed;
    private readonly ArrayBufferWriter<byte> _line = new();
    private string _first = "";
    private string _last = "";
    private long _lines;

    private BackupFileWriter(BlockBlobClient blob, string name, Stream stream)
    {
        (_blob, _name) = (blob, name);
        _packed = new GZipStream(new CryptoStream(stream, _hash, CryptoStreamMode.Write), CompressionLevel.Optimal);
    }

    /// <summary>What was written, before it was packed.</summary>
    public long Length { get; private set; }

    /// <exception cref="RequestFailedException">There is one of this name already, or storage refuses.</exception>
    public static async Task<BackupFileWriter> CreateAsync(BlockBlobClient blob, string name, CancellationToken cancellationToken)
    {
        var absent = new BlockBlobOpenWriteOptions { OpenConditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        return new(blob, name, await blob.OpenWriteAsync(overwrite: true, absent, cancellationToken));
    }

    public async Task WriteAsync(BackupLine line, CancellationToken cancellationToken)
    {
        if (line.Kind == BackupLineKind.Begin) (_first, _last) = (_lines == 0 ? line.Key : _first, line.Key);
        _line.ResetWrittenCount();
        line.WriteTo(_line);
        await _packed.WriteAsync(_line.WrittenMemory, cancellationToken);
        Length += _line.WrittenCount;
        _lines++;
    }

    /// <summary>Makes the file, and says what is in it.</summary>
    public async Task<BackupFile> CloseAsync(CancellationToken cancellationToken)
    {
        await _packed.DisposeAsync();
        var length = (await _blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value.ContentLength;
        return new(_name, _first, _last, _lines, length, Convert.ToHexString(_hash.Hash!));
    }

    public async ValueTask DisposeAsync()
    {
        await _packed.DisposeAsync();
        _hash.Dispose();
    }
}
