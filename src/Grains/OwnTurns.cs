namespace ConnectNow.Grains;

/// <summary>
/// The way back to its maker: work that is run through it runs where an <c>await</c> of the maker would go on, on a grain's own scheduler
/// say, whatever thread it is called from. For what grains hand to code that may leave their scheduler.
/// </summary>
internal sealed class OwnTurns
{
    private readonly TaskScheduler _own =
        SynchronizationContext.Current is null ? TaskScheduler.Current : TaskScheduler.FromCurrentSynchronizationContext();

    /// <summary>Also when it is called from its own scheduler it takes a turn of its own, after the one under way.</summary>
    public Task<T> Run<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _own).Unwrap();
}
