using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// Whether this process should be sent people: from when everything has started until it is asked to stop. Local and cheap: a
/// frontend that asked grains or storage would go away together with them, instead of saying what is wrong.
/// </summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public bool IsReady => lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}
