namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>
/// Where the process dies: everything durable that a chat does for files goes through here and is counted. At the step it is set to, the
/// step is done or not, nobody hears of it, and nothing after it happens any more.
/// </summary>
public sealed class FaultSwitch
{
    private readonly Lock _gate = new();
    private int _steps;
    private int _at = int.MaxValue;
    private bool _isDone;

    public bool IsBlown { get; private set; }

    /// <summary>Sets it to the n-th step from now on, counted from 1; <paramref name="isDone"/>: the step itself still happens.</summary>
    public void Set(int step, bool isDone)
    {
        lock (_gate) (_steps, _at, _isDone, IsBlown) = (0, step, isDone, false);
    }

    /// <summary>Whole again: the next process is started.</summary>
    public void Replace()
    {
        lock (_gate) (_at, IsBlown) = (int.MaxValue, false);
    }

    public async Task<T> Pass<T>(Func<Task<T>> step)
    {
        bool isLast;
        lock (_gate)
        {
            if (IsBlown) throw new IOException("The process has died.");
            isLast = ++_steps == _at;
            IsBlown = isLast;
            if (isLast && !_isDone) throw new IOException("The process dies before this step.");
        }

        var result = await step();
        return isLast ? throw new IOException("The process dies after this step.") : result;
    }

    public Task Pass(Func<Task> step) => Pass(async () =>
    {
        await step();
        return true;
    });
}
