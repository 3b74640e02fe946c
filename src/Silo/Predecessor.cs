using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace ConnectNow.Silo;

/// <summary>
/// Keeps a silo from joining while another process at the same address lives. A platform that moves a silo starts the new process before it
/// has ended the old one; the new one would declare the old one dead, which, started again, would do the same to the new one. It waits
/// until the other has left or has not written for a while that it lives, and not for longer than a process has to end.
/// </summary>
internal sealed partial class Predecessor(
    IMembershipTable table, ILocalSiloDetails silo, IOptions<EndpointOptions> endpoints, TimeProvider time, ILogger<Predecessor> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What the platform gives a process to end (silo.bicep, terminationGracePeriodSeconds).</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Before Orleans looks into the table of silos and declares dead the silo that has this address.</summary>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(Predecessor), ServiceLifecycleStage.RuntimeGrainServices - 1, WaitAsync);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, cancellationToken);
        var began = time.GetTimestamp();
        for (var said = false; await LivesAsync(cancellationToken); said = true)
        {
            if (!said) LogWaiting(logger, silo.SiloAddress.Endpoint, Limit);
            if (time.GetElapsedTime(began) >= Limit)
            {
                LogStays(logger, silo.SiloAddress.Endpoint, Limit);
                return;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<bool> LivesAsync(CancellationToken cancellationToken)
    {
        var advertised = new IPEndPoint(endpoints.Value.AdvertisedIPAddress, endpoints.Value.SiloPort);
        var known = await table.ReadAllAsync(cancellationToken);
        var believed = time.GetUtcNow().UtcDateTime - (3 * ClusterTimes.SignOfLife);
        return known.Members
            .Select(row => row.Item1)
            .Any(row => row.Status == SiloStatus.Active && row.SiloAddress.Endpoint.Equals(advertised) && Max(row.IAmAliveTime, row.StartTime) > believed);
    }

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;

    [LoggerMessage(LogLevel.Warning, "Waiting for the silo before this one at {Address} to end, for at most {Limit}.")]
    private static partial void LogWaiting(ILogger logger, IPEndPoint address, TimeSpan limit);

    [LoggerMessage(LogLevel.Warning, "Another silo at {Address} still runs after {Limit}. This silo takes its place.")]
    private static partial void LogStays(ILogger logger, IPEndPoint address, TimeSpan limit);
}
