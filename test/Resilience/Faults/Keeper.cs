using System.Collections.Concurrent;
using ConnectNow.Cluster;

namespace ConnectNow.Resilience.Faults;

/// <summary>
/// What an orchestrator does: whichever process ends, for whatever reason, is started again, unless somebody holds it down.
/// </summary>
internal sealed class Keeper : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<ClusterProcess, bool> _held = new();
    private readonly ConcurrentDictionary<ClusterProcess, bool> _expected = new();
    private readonly ConcurrentDictionary<ClusterProcess, bool> _ready = new();
    private readonly List<Task> _keeping;

    public Keeper(IEnumerable<ClusterProcess> processes)
    {
        var kept = processes.ToList();
        foreach (var process in kept) _ready[process] = true;
        _keeping = [.. kept.Select(KeepAsync)];
    }

    /// <summary>Processes that have ended although nobody asked them to.</summary>
    public int EndedByThemselves { get; private set; }

    /// <summary>It stays down when it goes down, until it is let go.</summary>
    public void Hold(ClusterProcess process) => _held[process] = _expected[process] = true;

    public void LetGo(ClusterProcess process) => _held.TryRemove(process, out _);

    public bool IsReady(ClusterProcess process) => _ready.ContainsKey(process) && process.IsRunning;

    /// <summary>Waits until so many of the processes are ready; answers those.</summary>
    public async Task<IReadOnlyList<ClusterProcess>> ReadyAsync(
        IReadOnlyList<ClusterProcess> processes, int atLeast, CancellationToken cancellationToken)
    {
        while (true)
        {
            var ready = processes.Where(IsReady).ToList();
            if (ready.Count >= atLeast) return ready;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_keeping);
        _over.Dispose();
    }

    private async Task KeepAsync(ClusterProcess process)
    {
        try
        {
            while (true)
            {
                await process.EndAsync(_over.Token);
                _ready.TryRemove(process, out _);
                if (!_expected.TryRemove(process, out _)) EndedByThemselves++;
                while (_held.ContainsKey(process)) await Task.Delay(Pause, _over.Token);
                await TryStartAsync(process);
            }
        }
        catch (OperationCanceledException)
        {
            // All is over.
        }
    }

    private async Task TryStartAsync(ClusterProcess process)
    {
        try
        {
            await process.StartAsync(_over.Token);
            _ready[process] = true;
        }
        catch (ProcessEndedException)
        {
            // Storage may have been away for longer than it waits: again, as orchestrators do.
            await Task.Delay(BetweenStarts, _over.Token);
        }
    }
}
