namespace ConnectNow.Grains.Tests.Mailing;

/// <summary>
/// One thread that runs what is ready and nothing else, as a grain's scheduler does: what happens when is up to the test.
/// </summary>
internal sealed class Turns : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Turn, object? State)> _ready = new();

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A turn never waits for another.");

    /// <summary>Begins something, and runs until nothing is ready any more.</summary>
    public T Run<T>(Func<T> begin)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            var begun = begin();
            while (_ready.TryDequeue(out var next)) next.Turn(next.State);
            return begun;
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public void Run(Action begin) => Run(() =>
    {
        begin();
        return 0;
    });
}
