using ConnectNow.Files;

namespace ConnectNow.Grains.Files;

/// <summary>One gate for each file that somebody is at: whoever changes it, changes it alone.</summary>
internal sealed class FileGates
{
    private readonly Dictionary<FileKey, FileGate> _gates = [];

    /// <summary>Joins those who are at a file. Disposing leaves it.</summary>
    /// <param name="key">The file.</param>
    /// <param name="inSteps">The call writes in steps, between which the file may be completed or deleted.</param>
    public FileVisit Enter(FileKey key, bool inSteps)
    {
        lock (_gates)
        {
            if (!_gates.TryGetValue(key, out var gate)) _gates.Add(key, gate = new());
            var visit = new FileVisit(this, key, gate, inSteps);
            gate.Visits.Add(visit);
            return visit;
        }
    }

    /// <summary>Files of a chat that somebody is at.</summary>
    public IReadOnlyList<FileKey> Of(string chatId)
    {
        lock (_gates) return [.. _gates.Keys.Where(key => key.ChatId == chatId)];
    }

    /// <summary>Files that calls at this file are writing now.</summary>
    public IReadOnlyList<string> TemporariesOf(FileVisit visit)
    {
        lock (_gates) return [.. visit.Gate.Visits.Select(other => other.Temporary).OfType<string>()];
    }

    internal void Leave(FileVisit visit)
    {
        lock (_gates)
        {
            visit.Gate.Visits.Remove(visit);
            if (visit.Gate.Visits.Count > 0) return;
            _gates.Remove(visit.Key);
        }

        visit.Gate.Dispose();
    }

    /// <summary>Ends what everybody else has begun at the file: they find out at their next step. It must be the visit's turn.</summary>
    internal void RevokeOthers(FileVisit visit)
    {
        lock (_gates)
        {
            foreach (var other in visit.Gate.Visits)
                if (other != visit && other.InSteps) other.IsRevoked = true;
        }
    }
}

internal sealed class FileGate : IDisposable
{
    private readonly HashSet<int> _inPlace = [];

    public HashSet<FileVisit> Visits { get; } = [];

    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Takes a block's place in the content; false while somebody else writes there.</summary>
    public bool TryTake(int index)
    {
        lock (_inPlace) return _inPlace.Add(index);
    }

    public void GiveBack(int index)
    {
        lock (_inPlace) _inPlace.Remove(index);
    }

    public void Dispose() => Turn.Dispose();
}

/// <summary>One call's presence at a file.</summary>
internal sealed class FileVisit(FileGates gates, FileKey key, FileGate gate, bool inSteps) : IDisposable
{
    public FileKey Key { get; } = key;

    public FileGate Gate { get; } = gate;

    public bool InSteps { get; } = inSteps;

    /// <summary>Read and written by whose turn it is.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>What this call writes before it gets its name.</summary>
    public string? Temporary { get; set; }

    /// <summary>Does one step alone.</summary>
    /// <exception cref="IOException">The file was completed or deleted since this call began.</exception>
    public async Task<T> AloneAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        await Gate.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsRevoked) throw new IOException("The file was completed or deleted meanwhile.");
            return await step().ConfigureAwait(false);
        }
        finally
        {
            Gate.Turn.Release();
        }
    }

    public Task<T> AloneAsync<T>(Func<T> step, CancellationToken cancellationToken) =>
        AloneAsync(() => Task.FromResult(step()), cancellationToken);

    public void RevokeOthers() => gates.RevokeOthers(this);

    public void Dispose() => gates.Leave(this);
}
