namespace ConnectNow;

/// <summary>One asynchronous lock for each key, within this process. A key that no call holds or waits for takes no memory.</summary>
/// <remarks>
/// Waiting calls continue outside a grain's scheduler when they ask for it (<c>ConfigureAwait(false)</c>), and on it when they do not.
/// </remarks>
public sealed class KeyedLock<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>Waits until no other call holds the key's lock. Dispose the answer to release it; a second time does nothing.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled while it waited; it does not hold the lock.</exception>
    public async Task<IDisposable> TakeAsync(TKey key, CancellationToken cancellationToken)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry)) _entries.Add(key, entry = new Entry());
            entry.Calls++;
        }

        try
        {
            await entry.Semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Leave(key, entry);
            throw;
        }

        return new Holder(this, key, entry);
    }

    private void Leave(TKey key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Calls > 0) return;
            _entries.Remove(key);
        }

        entry.Semaphore.Dispose();
    }

    private sealed class Entry
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>Calls that hold the lock or wait for it; guarded by the dictionary's lock.</summary>
        public int Calls { get; set; }
    }

    private sealed class Holder(KeyedLock<TKey> locks, TKey key, Entry entry) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0) return;
            entry.Semaphore.Release();
            locks.Leave(key, entry);
        }
    }
}
