namespace ConnectNow.Resilience.Network;

/// <summary>What a storage account, or the network before it, may do to a request.</summary>
internal enum StorageFault
{
    None,

    /// <summary>503: nothing is done.</summary>
    Busy,

    /// <summary>The connection is reset; nothing is done.</summary>
    Reset,

    /// <summary>No answer ever comes; nothing is done.</summary>
    Silence,

    /// <summary>It is done, and the connection is reset instead of an answer.</summary>
    LostAnswer,

    /// <summary>Nobody waits for an answer any more when it is done.</summary>
    Late,
}

/// <summary>What the proxies before the storage account do at this moment; the same for all of them.</summary>
internal sealed class StorageFaults(int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private StorageFault _fault;
    private double _share;
    private TaskCompletionSource _over = Done();

    /// <summary>Requests that met a fault.</summary>
    public int Hit { get; private set; }

    /// <summary>From now on, this share of all requests meets the fault.</summary>
    public void Turn(StorageFault fault, double share)
    {
        lock (_gate)
        {
            (_fault, _share) = (fault, share);
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>All requests get through, those that have been held back too.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _fault = StorageFault.None;
            _over.TrySetResult();
        }
    }

    /// <summary>What the next request meets.</summary>
    public StorageFault Draw()
    {
        lock (_gate)
        {
            if (_fault == StorageFault.None || _random.NextDouble() >= _share) return StorageFault.None;
            Hit++;
            return _fault;
        }
    }

    /// <summary>Until it has been cleared.</summary>
    public Task OverAsync()
    {
        lock (_gate) return _over.Task;
    }

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
