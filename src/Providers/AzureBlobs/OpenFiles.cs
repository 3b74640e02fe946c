using ConnectNow.Files;

namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Who of this process reads which file: what is put in another's place waits for its readers to be done.</summary>
internal sealed class OpenFiles
{
    private readonly Dictionary<FileKey, Entry> _open = [];

    /// <summary>To be called before a file is looked up; and <see cref="Leave"/> once it is not read any more.</summary>
    public void Enter(FileKey key)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(key, out var entry)) _open.Add(key, entry = new());
            entry.Readers++;
        }
    }

    /// <summary>The blobs that nobody waits for any more.</summary>
    public IReadOnlyList<string> Leave(FileKey key)
    {
        lock (_open)
        {
            var entry = _open[key];
            if (--entry.Readers > 0) return [];
            _open.Remove(key);
            return entry.Superseded;
        }
    }

    /// <summary>Of these blobs, which no manifest names any more, those that nobody can be reading: all, or none yet.</summary>
    public IReadOnlyList<string> Released(FileKey key, IReadOnlyList<string> superseded)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(key, out var entry)) return superseded;
            entry.Superseded.AddRange(superseded);
            return [];
        }
    }

    private sealed class Entry
    {
        public int Readers { get; set; }

        public List<string> Superseded { get; } = [];
    }
}
