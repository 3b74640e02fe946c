namespace ConnectNow.WebFrontend.Telemetry;

/// <summary>
/// Says of things that may come a million times only now and then how many there were: the first at once, what follows together.
/// </summary>
internal sealed class LogThrottle(TimeProvider time, TimeSpan pause)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _silentUntil;
    private long _unsaid;

    /// <summary>One more has come. How many to report, this one included; 0: none now.</summary>
    public long Take()
    {
        lock (_gate)
        {
            _unsaid++;
            var now = time.GetUtcNow();
            if (now < _silentUntil) return 0;
            _silentUntil = now + pause;
            (var told, _unsaid) = (_unsaid, 0);
            return told;
        }
    }
}
