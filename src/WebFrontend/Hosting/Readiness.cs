using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Whether this process should be sent people: from when everything has started until it is asked to stop. Local and cheap: a
/// frontend that asked grains or storage would go away together with them, instead of saying what is wrong.
/// </summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime) : IHealthCheck
{
    private volatile bool _ended;
    private volatile bool _broken;

    public bool IsReady =>
        !_ended && !_broken && lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>From now on nobody new is to come, while those who are here are still served.</summary>
    public void End() => _ended = true;

    /// <summary>A part of the program is missing and can't be loaded any more: only another process can serve people.</summary>
    public void Break() => _broken = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
