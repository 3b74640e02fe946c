namespace ConnectNow.Grains;

/// <summary>
/// Lets an activation go that has found no record: made-up ids must not fill the memory. It goes a moment later, once for all who ask in
/// it: if each call sent it away, those that wait behind that call would be passed on from one new activation to the next, which Orleans
/// ends with a refusal after the second.
/// </summary>
internal sealed class EmptyActivation(IGrainBase grain, Func<bool> isEmpty)
{
    /// <summary>Long enough for all that came at once, short enough for what a flood of ids leaves in memory.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private IGrainTimer? _leaving;

    /// <summary>It goes soon, unless it has got a record by then.</summary>
    public void LeaveSoon() =>
        _leaving ??= grain.RegisterGrainTimer(Leave, new GrainTimerCreationOptions(Pause, Timeout.InfiniteTimeSpan));

    private Task Leave(CancellationToken cancellationToken)
    {
        _leaving?.Dispose();
        _leaving = null;
        if (isEmpty()) grain.DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
