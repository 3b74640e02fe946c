using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Files;

/// <summary>Lets whoever finishes or ends an upload do so alone: a file is looked at once, however often that is asked for at the same time.</summary>
/// <remarks>Within one frontend. Between frontends nothing breaks either, since every step can be done twice; it only costs more.</remarks>
internal sealed class UploadTurns
{
    private readonly Lock _gate = new();
    private readonly Dictionary<FileKey, Turn> _turns = [];

    /// <summary>Waits until nobody else has this upload; dispose to let the next one have it.</summary>
    public async Task<IDisposable> TakeAsync(FileKey key, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_gate)
        {
            if (!_turns.TryGetValue(key, out turn!)) _turns[key] = turn = new Turn(this, key);
            turn.Wanted++;
        }

        try
        {
            await turn.Semaphore.WaitAsync(cancellationToken);
        }
        catch
        {
            Forget(turn);
            throw;
        }

        return new Held(turn);
    }

    private void Forget(Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Wanted > 0) return;
            _turns.Remove(turn.Key);
        }

        turn.Semaphore.Dispose();
    }

    private sealed class Turn(UploadTurns turns, FileKey key)
    {
        public FileKey Key { get; } = key;

        public SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>Who holds it or waits for it; under the gate.</summary>
        public int Wanted { get; set; }

        public void Release()
        {
            Semaphore.Release();
            turns.Forget(this);
        }
    }

    private sealed class Held(Turn turn) : IDisposable
    {
        private Turn? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
