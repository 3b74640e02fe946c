namespace ConnectNow.Grains.Telemetry;

/// <summary>Counts one activation of a chat and its leases in the figures of the silo, from when it begins until it ends.</summary>
internal sealed class ActivationMeter(ChatMeter meter)
{
    private bool _isCounted;
    private int _leases;

    public void Begin()
    {
        meter.ChatActivated();
        _isCounted = true;
    }

    /// <summary>Safe for an activation that never began, and more than once.</summary>
    public void End()
    {
        if (!_isCounted) return;
        _isCounted = false;
        meter.ChatDeactivated();
        Leases(0);
    }

    /// <summary>The leases of now. An activation that has ended has none.</summary>
    public void Leases(int count)
    {
        var leases = _isCounted ? count : 0;
        meter.LeasesChanged(leases - _leases);
        _leases = leases;
    }
}
