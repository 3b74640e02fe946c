using ConnectNow.Files;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>A real file store behind a line that breaks where it is told to.</summary>
public sealed class FaultyFiles(IFileStore store) : IFileStore
{
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private int _next;

    /// <summary>Breaks every call for which this answers true. The name is that of the call, without its ending.</summary>
    public Func<string, bool>? Breaks { get; set; }

    /// <summary>What was asked of deletions and marks, oldest first: <c>Delete {fileId}</c>, <c>DeleteChat</c>, <c>Mark {fileId}</c>, <c>Unmark {fileId}</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    /// <summary>Breaks the n-th call from now on, counted from 1, and all after it: as when the process dies there.</summary>
    public void DieAt(int call)
    {
        lock (_gate) _next = 0;
        Breaks = _ => Interlocked.Increment(ref _next) >= call;
    }

    public Task<BlockOutcome> StageAsync(FileKey key, int index, int length, ReadOnlyMemory<byte> sha256, Stream content, CancellationToken cancellationToken = default) =>
        store.StageAsync(key, index, length, sha256, content, cancellationToken);

    public Task<IReadOnlyList<StagedBlock>> StagedAsync(FileKey key, CancellationToken cancellationToken = default) => store.StagedAsync(key, cancellationToken);

    public Task<bool> CompleteAsync(FileKey key, IReadOnlyList<StagedBlock> blocks, CancellationToken cancellationToken = default) =>
        store.CompleteAsync(key, blocks, cancellationToken);

    public Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default) =>
        store.ReplaceAsync(key, part, content, cancellationToken);

    public Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default) => store.OpenAsync(key, part, cancellationToken);

    public Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default) =>
        Pass("Delete", key.FileId, () => store.DeleteAsync(key, cancellationToken));

    public Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default) =>
        Pass("DeleteChat", null, () => store.DeleteChatAsync(chatId, cancellationToken));

    public Task MarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        Pass("Mark", mark.FileId, () => store.MarkAsync(mark, cancellationToken));

    public Task UnmarkAsync(FileMark mark, CancellationToken cancellationToken = default) =>
        Pass("Unmark", mark.FileId, () => store.UnmarkAsync(mark, cancellationToken));

    public IAsyncEnumerable<FileMark> MarksAsync(DateTimeOffset before, CancellationToken cancellationToken = default) => store.MarksAsync(before, cancellationToken);

    private async Task Pass(string name, string? fileId, Func<Task> call)
    {
        if (Breaks?.Invoke(name) is true) throw new IOException($"The line broke before {name}.");
        lock (_gate) _calls.Add(fileId is null ? name : $"{name} {fileId}");
        await call();
    }
}
