using ConnectNow.Files;

namespace ConnectNow.Grains.Files;

/// <summary>The calls that read or change a file in this process: one changes it at a time.</summary>
internal sealed class FileVisits
{
    private readonly Dictionary<FileKey, FileInUse> _files = [];

    internal KeyedLock<FileKey> Locks { get; } = new();

    /// <summary>Registers a call at a file. Disposing ends it.</summary>
    /// <param name="key">The file.</param>
    /// <param name="inSteps">The call writes in steps, between which the file may be completed or deleted.</param>
    public FileVisit Enter(FileKey key, bool inSteps)
    {
        lock (_files)
        {
            if (!_files.TryGetValue(key, out var file)) _files.Add(key, file = new());
            var visit = new FileVisit(this, key, file, inSteps);
            file.Visits.Add(visit);
            return visit;
        }
    }

    /// <summary>Files of a chat that calls are at.</summary>
    public IReadOnlyList<FileKey> Of(string chatId)
    {
        lock (_files) return [.. _files.Keys.Where(key => key.ChatId == chatId)];
    }

    /// <summary>Files that calls at this file are writing now.</summary>
    public IReadOnlyList<string> TemporariesOf(FileVisit visit)
    {
        lock (_files) return [.. visit.File.Visits.Select(other => other.Temporary).OfType<string>()];
    }

    internal void Leave(FileVisit visit)
    {
        lock (_files)
        {
            visit.File.Visits.Remove(visit);
            if (visit.File.Visits.Count == 0) _files.Remove(visit.Key);
        }
    }

    /// <summary>
    /// Ends what all other calls have begun at the file: they find out at their next step. The visit must hold the file's lock.
    /// </summary>
    internal void RevokeOthers(FileVisit visit)
    {
        lock (_files)
        {
            foreach (var other in visit.File.Visits)
                if (other != visit && other.InSteps) other.IsRevoked = true;
        }
    }
}

/// <summary>A file that calls are at.</summary>
internal sealed class FileInUse
{
    private readonly HashSet<int> _inPlace = [];

    public HashSet<FileVisit> Visits { get; } = [];

    /// <summary>Takes a block's place in the content; false while another call writes there.</summary>
    public bool TryTake(int index)
    {
        lock (_inPlace) return _inPlace.Add(index);
    }

    public void GiveBack(int index)
    {
        lock (_inPlace) _inPlace.Remove(index);
    }
}

/// <summary>One call's presence at a file.</summary>
internal sealed class FileVisit(FileVisits visits, FileKey key, FileInUse file, bool inSteps) : IDisposable
{
    public FileKey Key { get; } = key;

    public FileInUse File { get; } = file;

    public bool InSteps { get; } = inSteps;

    /// <summary>Read and written by the call that holds the file's lock.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>What this call writes before it gets its name.</summary>
    public string? Temporary { get; set; }

    /// <summary>Does one step while no other call changes the file.</summary>
    /// <exception cref="IOException">The file was completed or deleted since this call began.</exception>
    public async Task<T> AloneAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        using var held = await visits.Locks.TakeAsync(Key, cancellationToken).ConfigureAwait(false);
        if (IsRevoked) throw new IOException("The file was completed or deleted in the meantime.");
        return await step().ConfigureAwait(false);
    }

    public Task<T> AloneAsync<T>(Func<T> step, CancellationToken cancellationToken) =>
        AloneAsync(() => Task.FromResult(step()), cancellationToken);

    public void RevokeOthers() => visits.RevokeOthers(this);

    public void Dispose() => visits.Leave(this);
}
