namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>The system's clock, moved: waiting for ten minutes takes no time, and the silo's own timers still run.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
