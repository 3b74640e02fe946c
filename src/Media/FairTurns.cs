namespace ConnectNow.Media;

/// <summary>
/// A few places, and a queue for each of those who want one: a place that gets free goes to the one whose turn it is, so that a person who
/// asks for many waits for themselves and not everybody for them.
/// </summary>
/// <param name="places">How many may be at it at once.</param>
/// <param name="waiting">How many of one owner may wait.</param>
internal sealed class FairTurns(int places, int waiting)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _queues = new(StringComparer.Ordinal);
    private readonly Queue<string> _owners = new();
    private int _free = places;

    /// <summary>Waits for a place; dispose to give it back. Null: this owner has too many waiting already.</summary>
    public async Task<IDisposable?> TakeAsync(string owner, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new Place(this);
            }

            if (!_queues.TryGetValue(owner, out var queue))
            {
                _queues[owner] = queue = new();
                _owners.Enqueue(owner);
            }

            if (queue.Count >= waiting) return null;
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
        }

        await using var called = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
        return new Place(this);
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            while (_owners.TryDequeue(out var owner))
            {
                var queue = _queues[owner];
                var next = queue.Dequeue();
                if (queue.Count > 0) _owners.Enqueue(owner);
                else _queues.Remove(owner);
                // One who has given up waiting is passed over.
                if (next.TrySetResult()) return;
            }

            _free++;
        }
    }

    private sealed class Place(FairTurns turns) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0) turns.GiveBack();
        }
    }
}
