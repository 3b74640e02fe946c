using ConnectNow.Files;
using ConnectNow.Grains;
using ConnectNow.Grains.Files;

namespace ConnectNow.Providers.Files;

/// <summary>Keeps files in a folder, each in a folder of its own. One process at a time may use it.</summary>
/// <remarks>
/// Nothing is answered before it is synced. Content is written under a name that nobody reads and gets its own by renaming, so that a
/// crash at any moment leaves what was before or what was to be. See README.md for the layout.
/// </remarks>
public sealed partial class FolderFileStore : IFileStore
{
    private const string TemporaryExtension = ".part";

    private readonly FileVisits _visits = new();
    private readonly FilePaths _paths;
    private readonly int _bufferSize;
    private readonly TimeProvider _time;

    /// <exception cref="StorageUnavailableException">The folder cannot be made; one sentence says why.</exception>
    public FolderFileStore(FolderFileStoreOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _paths = new(options.Folder);
        _bufferSize = options.BufferSize;
        _time = time;
        try
        {
            Disk.CreateFolder(_paths.Marks);
            Disk.SyncFolder(_paths.Root);
            Disk.SyncFolder(Path.GetFullPath(options.DataDirectory));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The folder for files {_paths.Root} cannot be written to: {fault.Message}", fault);
        }
    }

    public Task<Stream?> OpenAsync(FileKey key, FilePart part, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? tried = null;
        while (PathOf(key, part) is { } path && path != tried)
        {
            if (Guarded(() => TryOpen(path)) is { } file) return Task.FromResult<Stream?>(file);
            // Completed once more: the folder was taken away after the next one had come. Deleted: there is none now.
            tried = path;
        }

        return Task.FromResult<Stream?>(null);
    }

    public async Task ReplaceAsync(FileKey key, FilePart part, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var visit = _visits.Enter(key, inSteps: true);
        var temporary = await visit.AloneAsync(() => Guarded(() => TemporaryFor(visit, part)), cancellationToken).ConfigureAwait(false);
        try
        {
            await FillAsync(visit, temporary, content, cancellationToken).ConfigureAwait(false);
            await visit.AloneAsync(() => Guarded(() => Put(visit, temporary, part)), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Guarded(() => Disk.DeleteFile(temporary));
            throw;
        }
    }

    public async Task DeleteAsync(FileKey key, CancellationToken cancellationToken = default)
    {
        using var visit = _visits.Enter(key, inSteps: false);
        await visit.AloneAsync(() => Guarded(() => Delete(visit)), cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteChatAsync(string chatId, CancellationToken cancellationToken = default)
    {
        if (!Secrets.IsId(chatId)) throw new ArgumentException("Not an id of a chat.", nameof(chatId));
        var files = Guarded(() => _paths.FilesOf(chatId)).Union(_visits.Of(chatId)).ToList();
        foreach (var key in files)
            await DeleteAsync(key, cancellationToken).ConfigureAwait(false);

        var folder = _paths.Chat(chatId);
        Guarded(() =>
        {
            // A caller that stages a block of this chat now came after this call.
            if (!Directory.Exists(folder) || FilePaths.Names(folder).Count > 0) return false;
            Directory.Delete(folder);
            Disk.SyncFolder(Path.GetDirectoryName(folder)!);
            return true;
        });
    }

    private bool Delete(FileVisit visit)
    {
        visit.RevokeOthers();
        var folder = _paths.File(visit.Key);
        Disk.DeleteFolder(folder);
        var chat = Path.GetDirectoryName(folder)!;
        if (Directory.Exists(chat)) Disk.SyncFolder(chat);
        return true;
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return Disk.Open(path, FileMode.Open, FileAccess.Read);
        }
        catch (IOException missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string? PathOf(FileKey key, FilePart part) => part switch
    {
        FilePart.Content => _paths.Whole(key) is { } whole ? FilePaths.Content(whole) : null,
        FilePart.Preview => Path.Combine(_paths.File(key), "preview"),
        FilePart.Offered => Path.Combine(_paths.File(key), "offered"),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    /// <summary>A file that nobody reads, in the folder of the one it replaces.</summary>
    private string TemporaryFor(FileVisit visit, FilePart part)
    {
        if (part == FilePart.Offered) CreateFolderOf(visit.Key);
        else if (_paths.Whole(visit.Key) is null) throw new FileNotFoundException("There is no completed file to replace.");
        visit.Temporary = Path.Combine(Path.GetDirectoryName(PathOf(visit.Key, part)!)!, $"{Guid.NewGuid():n}{TemporaryExtension}");
        Disk.Open(visit.Temporary, FileMode.CreateNew, FileAccess.Write).Dispose();
        return visit.Temporary;
    }

    private async Task FillAsync(FileVisit visit, string path, Stream content, CancellationToken cancellationToken)
    {
        var file = Guarded(() => Disk.Open(path, FileMode.Open, FileAccess.Write));
        await using var opened = file.ConfigureAwait(false);
        using var source = new PooledReader(content, _bufferSize);
        for (long at = 0; await source.ReadAsync(_bufferSize, cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece; at += piece.Length)
        {
            if (visit.IsRevoked) break;
            var offset = at;
            await GuardedAsync(() => RandomAccess.WriteAsync(file.SafeFileHandle, piece, offset, cancellationToken)).ConfigureAwait(false);
        }

        Guarded(() => Disk.Sync(file));
    }

    private bool Put(FileVisit visit, string temporary, FilePart part)
    {
        var path = PathOf(visit.Key, part) ?? throw new FileNotFoundException("There is no completed file to replace.");
        File.Move(temporary, path, overwrite: true);
        var folder = Path.GetDirectoryName(path)!;
        Disk.SyncFolder(folder);

        // What a crash has left here.
        foreach (var left in Directory.EnumerateFiles(folder, $"*{TemporaryExtension}").Except(_visits.TemporariesOf(visit)))
            Disk.DeleteFile(left);
        return true;
    }

    /// <summary>Makes the file's folder; it, and all above it, are on the disk.</summary>
    private void CreateFolderOf(FileKey key)
    {
        var folder = _paths.File(key);
        Disk.CreateFolder(folder);
        for (var above = Path.GetDirectoryName(folder)!; above.Length >= _paths.Root.Length; above = Path.GetDirectoryName(above)!)
            Disk.SyncFolder(above);
    }

    private void Guarded(Action work) => Guarded(() =>
    {
        work();
        return true;
    });

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(fault, _paths.Root);
        }
    }

    private async Task GuardedAsync(Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Disk.Explain(fault, _paths.Root);
        }
    }
}
