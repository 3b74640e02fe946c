using ConnectNow.Files;
using ConnectNow.Grains.Telemetry;

namespace ConnectNow.Grains.Files;

/// <summary>A store of files whose failures are counted; everything else is as the store behind it has it.</summary>
public sealed class CountedFileStore(IFileStore store, StorageMeter meter) : IFileStore
{
    public async Task<BlockOutcome> StageAsync(
        FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default)
    {
        var source = new SourceStream(content);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                return await store.StageAsync(key, index, length, sha256, source, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (!source.HasFailed)
            {
                meter.Failed(StorageOperation.StageBlock, fault);
                throw;
            }
        }
    }

    public Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.OpenFile, store.StagedAsync(key, cancellationToken));

    public Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.CompleteFile, store.CompleteAsync(key, blocks, cancellationToken));

    public Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.CompleteFile, store.ReplaceAsync(key, part, content, cancellationToken));

    public Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.OpenFile, store.OpenAsync(key, part, cancellationToken));

    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.DeleteFile, store.DeleteAsync(key, cancellationToken));

    public Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.DeleteFile, store.DeleteChatAsync(chatId, cancellationToken));

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.MarkFile, store.MarkAsync(mark, cancellationToken));

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        meter.Watch(StorageOperation.MarkFile, store.UnmarkAsync(mark, cancellationToken));

    public IAsyncEnumerable<FileMark> MarksAsync(DateTimeOffset before, CancellationToken cancellationToken = default) =>
        store.MarksAsync(before, cancellationToken);

    /// <summary>
    /// Knows whether it was the sender who failed: people go away in the middle of a file, and that is no fault of storage.
    /// </summary>
    private sealed class SourceStream(Stream source) : Stream
    {
        public bool HasFailed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                HasFailed = true;
                throw;
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return source.Read(buffer, offset, count);
            }
            catch
            {
                HasFailed = true;
                throw;
            }
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
